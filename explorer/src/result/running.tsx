import { useEffect, useState } from "preact/hooks";

/** Before that nothing is said of a solve, as it will have ended. */
const unnoticed = 200;

/** How long a solve has been running, with a way to end it. */
export function Running({ since, onCancel }: { readonly since: number; readonly onCancel: () => void }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  if (now - since < unnoticed) return null;
  return (
    <span class="running">
      <span role="status">Solving …</span> {((now - since) / 1000).toFixed(1)} s{" "}
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </span>
  );
}
