import type { InstanceJson } from "../../../src/index.ts";
import { type NumberJson, replaced } from "../instance/edit.ts";
import { Choice } from "./choice.tsx";
import { NumberField } from "./number-field.tsx";

type ObjectiveJson = NonNullable<InstanceJson["objective"]>;
type Weights = Extract<ObjectiveJson, { weights: unknown }>["weights"];

interface Props {
  readonly instance: InstanceJson;
  readonly objective: ObjectiveJson;
  readonly onChange: (objective: ObjectiveJson) => void;
}

const words = {
  "gains-from-trade": "The sum of all rents and the broker’s profit.",
  "broker-profit": "Payments in less payments out.",
  weights: "Any weights on rents and profit.",
};

/** What the mechanism is best at. */
export function ObjectiveEditor({ instance, objective, onChange }: Props) {
  const weights = typeof objective === "object" ? objective.weights : null;
  return (
    <>
      <Choice
        legend="Objective"
        value={typeof objective === "object" ? "weights" : objective}
        words={words}
        onChange={(word) => onChange(word === "weights" ? { weights: evenWeights(instance) } : word)}
      />
      {weights && <WeightFields weights={weights} onChange={(own) => onChange({ weights: own })} />}
    </>
  );
}

/** Gains from trade as weights, to start from. */
function evenWeights({ environment }: InstanceJson): Weights {
  if ("partners" in environment) return { partners: environment.partners.map(() => 1), broker: 1 };
  return { buyers: 1, sellers: 1, broker: 1 };
}

function WeightFields({ weights, onChange }: { weights: Weights; onChange: (weights: Weights) => void }) {
  const slider = { min: 0, max: 2 };
  const broker = (
    <NumberField
      label="broker’s profit"
      value={weights.broker}
      slider={slider}
      onChange={(value) => onChange({ ...weights, broker: value })}
    />
  );
  if ("partners" in weights) {
    return (
      <>
        {weights.partners.map((weight: NumberJson, k) => (
          <NumberField
            key={k}
            label={`partner ${k + 1}`}
            value={weight}
            slider={slider}
            onChange={(value) => onChange({ ...weights, partners: replaced(weights.partners, k, value) })}
          />
        ))}
        {broker}
      </>
    );
  }
  return (
    <>
      {(["buyers", "sellers"] as const).map((side) => (
        <NumberField
          key={side}
          label={`${side}’ rents`}
          value={weights[side]}
          slider={slider}
          onChange={(value) => onChange({ ...weights, [side]: value })}
        />
      ))}
      {broker}
    </>
  );
}
