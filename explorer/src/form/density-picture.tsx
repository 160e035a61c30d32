import { useContext, useEffect, useState } from "preact/hooks";
import type { LawJson } from "../../../src/index.ts";
import { EngineContext } from "../engine/context.ts";
import type { Density } from "../engine/protocol.ts";

const [width, height, foot] = [320, 72, 16];

/** The density of a law, its atoms as stems, and its mean. */
export function DensityPicture({ of, law }: { readonly of: string; readonly law: LawJson }) {
  const engine = useContext(EngineContext);
  const [density, setDensity] = useState<Density | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    engine.density(law).then(
      (found) => {
        if (!current) return;
        setDensity(found);
        setWrong(null);
      },
      (error: Error) => current && setWrong(error.message.replace(/^environment\.buyer\.?/, "")),
    );
    return () => {
      current = false;
    };
  }, [engine, law]);
  if (wrong !== null) return <p class="wrong">{wrong}</p>;
  if (density === null) return <div class="density-space" />;
  const { from, to, mean, points, atoms } = density;
  const x = (at: number) => (width * (at - from)) / (to - from);
  const highest = Math.max(...points.map((point) => point?.[1] ?? 0), 1e-300);
  const y = (of: number, most: number) => height - ((height - 6) * of) / most;
  const heaviest = Math.max(...atoms.map(([, mass]) => mass), 0);
  return (
    <svg
      class="density"
      viewBox={`0 0 ${width} ${height + foot}`}
      role="img"
      aria-label={`Density of ${of}: from ${shown(from)} to ${shown(to)}, mean ${shown(mean)}`}
    >
      <path class="area" d={outline(points, x, (value) => y(value, highest))} />
      <line class="base" x1="0" x2={width} y1={height} y2={height} />
      <line class="mean" x1={x(mean)} x2={x(mean)} y1="4" y2={height} />
      {atoms.map(([at, mass]) => (
        <g key={at} class="atom">
          <line x1={x(at)} x2={x(at)} y1={height} y2={y(mass, heaviest)} />
          <circle cx={x(at)} cy={y(mass, heaviest)} r="2.5" />
        </g>
      ))}
      <text x="0" y={height + 12}>
        {shown(from)}
      </text>
      <text x={Math.min(Math.max(x(mean), 60), width - 60)} y={height + 12} text-anchor="middle">
        mean {shown(mean)}
      </text>
      <text x={width} y={height + 12} text-anchor="end">
        {shown(to)}
      </text>
    </svg>
  );
}

/** The area under the density, piece by piece. */
function outline(points: Density["points"], x: (at: number) => number, y: (density: number) => number): string {
  const pieces: (readonly [number, number])[][] = [[]];
  for (const point of points) {
    if (point === null) pieces.push([]);
    else pieces.at(-1)?.push(point);
  }
  return pieces
    .filter((piece) => piece.length > 0)
    .map((piece) => {
      const line = piece.map(([at, density]) => `L${x(at).toFixed(2)} ${y(density).toFixed(2)}`).join("");
      const [[first] = [0], [last] = [0]] = [piece[0], piece.at(-1)];
      return `M${x(first as number).toFixed(2)} ${height}${line}L${x(last as number).toFixed(2)} ${height}Z`;
    })
    .join("");
}

function shown(x: number): string {
  return String(Number(x.toPrecision(4)));
}
