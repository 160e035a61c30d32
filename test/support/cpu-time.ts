/** Milliseconds that this process has computed so far: how long something takes whatever else keeps the machine busy. */
export function cpuTime(): number {
  return process.cpuUsage().user / 1000;
}
