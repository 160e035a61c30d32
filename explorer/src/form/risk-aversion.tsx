import { useId } from "preact/hooks";
import type { NumberJson } from "../instance/edit.ts";
import type { EditorProps } from "./environment-editor.tsx";
import { NumberField } from "./number-field.tsx";
import { mechanismWords, wordOf } from "./words.ts";

/** Among which mechanisms the best one for risk-averse traders is sought, and their utility. */
export function RiskAversion({ environment, onChange }: EditorProps<"bilateral-trade">) {
  const id = useId();
  const { utility, mechanisms, losses, prices, ...neutral } = environment;
  const averse = { power: "1/2" };
  return (
    <details class="more" open={mechanisms !== undefined}>
      <summary>Risk aversion</summary>
      <div class="field">
        <label for={id}>mechanisms</label>
        <select
          id={id}
          value={mechanisms ?? ""}
          onChange={({ currentTarget: { value } }) => {
            const chosen = wordOf(mechanismWords, value);
            onChange(chosen === undefined ? neutral : { ...environment, utility: utility ?? averse, mechanisms: chosen });
          }}
        >
          <option value="">all: traders are risk-neutral</option>
          {Object.entries(mechanismWords).map(([word, meaning]) => (
            <option key={word} value={word}>
              {meaning}
            </option>
          ))}
        </select>
      </div>
      {mechanisms !== undefined &&
        (["buyer", "seller"] as const).map((side) => (
          <NumberField
            key={side}
            label={`${side}: u(x) = x to the`}
            value={powersOf(utility)[side]}
            slider={{ min: 0.05, max: 1 }}
            onChange={(power) => {
              const powers = powersOf(utility);
              powers[side] = power;
              const { buyer, seller } = powers;
              onChange({
                ...environment,
                utility: buyer === seller ? { power: buyer } : { buyer: { power: buyer }, seller: { power: seller } },
              });
            }}
          />
        ))}
    </details>
  );
}

function powersOf(utility: EditorProps<"bilateral-trade">["environment"]["utility"]): Record<"buyer" | "seller", NumberJson> {
  if (utility === undefined) return { buyer: 1, seller: 1 };
  if ("power" in utility) return { buyer: utility.power, seller: utility.power };
  return { buyer: utility.buyer.power, seller: utility.seller.power };
}
