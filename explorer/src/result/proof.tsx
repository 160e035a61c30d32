import type { Solved } from "../engine/protocol.ts";
import { download } from "./download.ts";

interface Props {
  readonly solved: Solved;
  /** The form asks for something else by now: what is proved next would not be what is on the page. */
  readonly stale: boolean;
  readonly onProve: () => void;
}

/** How far the value is proved, and the certificate that lets others check it. */
export function Proof({ solved, stale, onProve }: Props) {
  const { result, certificate, unproved } = solved;
  return (
    <section>
      <h2>Proof</h2>
      {certificate === null && unproved === null && (
        <p>
          A certificate holds the mechanism and the multipliers as rational numbers; anybody can check it.{" "}
          <button type="button" disabled={stale} onClick={onProve}>
            Prove it
          </button>
        </p>
      )}
      {unproved !== null && <p class="wrong">No certificate: {unproved}</p>}
      {certificate !== null && (
        <p>
          Proved in exact arithmetic and checked by the verifier.{" "}
          <button type="button" onClick={() => download("certificate.json", "application/json", certificate)}>
            Download the certificate
          </button>
        </p>
      )}
      {result.certificate.assumptions?.map((assumption) => (
        <p key={assumption}>Assuming: {assumption}</p>
      ))}
    </section>
  );
}
