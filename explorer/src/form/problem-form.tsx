import type { InstanceJson } from "../../../src/index.ts";
import { withDefaults } from "../instance/edit.ts";
import { Choice } from "./choice.tsx";
import { EnvironmentEditor, environmentTitles, startingEnvironment } from "./environment-editor.tsx";
import { NumberField } from "./number-field.tsx";
import { ObjectiveEditor } from "./objective-editor.tsx";
import { TypesEditor } from "./types-editor.tsx";
import { budgetWords, incentivesWords, participationWords } from "./words.ts";

interface Props {
  readonly instance: InstanceJson;
  readonly onChange: (instance: InstanceJson) => void;
}

/** The whole problem: who is there, what they know, and what the mechanism must respect. */
export function ProblemForm({ instance, onChange }: Props) {
  const { incentives, participation, budget, objective } = withDefaults(instance);
  const { environment } = instance;
  // What an example expects is the value of that very problem; with the first change it says nothing any more.
  const change = (fields: Partial<InstanceJson>) => {
    const { expected, description, ...kept } = instance;
    onChange({ ...kept, ...fields });
  };
  const { rule, requiredProfit } = typeof budget === "string" ? { rule: budget, requiredProfit: undefined } : budget;
  return (
    <>
      <section>
        <h2>Environment</h2>
        <div class="segments">
          {Object.entries(environmentTitles).map(([kind, title]) => (
            <label key={kind} class={kind === environment.kind ? "chosen" : ""}>
              <input
                type="radio"
                name="environment"
                checked={kind === environment.kind}
                onChange={() => onChange(restarted(instance, kind as keyof typeof environmentTitles))}
              />
              <span>{title}</span>
            </label>
          ))}
        </div>
        <EnvironmentEditor environment={environment} onChange={(own) => change({ environment: own })} />
        <TypesEditor
          instance={instance}
          onChange={(own) => {
            const { expected, description, ...kept } = own;
            onChange(kept);
          }}
        />
      </section>
      <section>
        <h2>Constraints</h2>
        <Choice legend="Incentives" value={incentives} words={incentivesWords} onChange={(word) => change({ incentives: word })} />
        <Choice
          legend="Participation"
          value={participation}
          words={participationWords}
          onChange={(word) => change({ participation: word })}
        />
        <Choice
          legend="Budget"
          value={rule}
          words={budgetWords}
          onChange={(word) => change({ budget: requiredProfit === undefined ? word : { rule: word, requiredProfit } })}
        />
        <NumberField
          label="required profit"
          value={requiredProfit ?? 0}
          slider={{ min: -0.5, max: 0.5 }}
          onChange={(value) => change({ budget: value === 0 ? rule : { rule, requiredProfit: value } })}
        />
        <ObjectiveEditor instance={instance} objective={objective} onChange={(own) => change({ objective: own })} />
      </section>
    </>
  );
}

/** The words stay where another environment is chosen; weights on rents that it does not have do not. */
function restarted(instance: InstanceJson, kind: keyof typeof environmentTitles): InstanceJson {
  const { incentives, participation, budget, objective } = withDefaults(instance);
  const words = { incentives, participation, budget, objective: typeof objective === "string" ? objective : ("gains-from-trade" as const) };
  const grid = kind === "partnership" || kind === "multilateral-trade" ? instance.discretization : undefined;
  return {
    format: instance.format,
    name: `my ${environmentTitles[kind].toLowerCase()}`,
    environment: startingEnvironment(kind),
    ...words,
    ...(grid && { discretization: grid }),
  };
}
