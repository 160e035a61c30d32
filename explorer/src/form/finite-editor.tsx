import { type EnvironmentOf, type NumberJson, numberText, readNumber, replaced, resized } from "../instance/edit.ts";
import type { EditorProps } from "./environment-editor.tsx";
import { NumbersField } from "./numbers-field.tsx";
import { TextField } from "./text-field.tsx";

type Finite = EnvironmentOf<"finite">;

/** Agents with listed types, outcomes, and what each outcome is worth to each type. */
export function FiniteEditor({ environment, onChange }: EditorProps<"finite">) {
  const { agents, outcomes, utilities, prior } = environment;
  const change = (fields: Partial<Finite>) => onChange(fitted({ ...environment, ...fields }));
  return (
    <>
      <TextField label="outcomes" value={outcomes.join(", ")} onChange={(text) => change({ outcomes: names(text) })} />
      {agents.map((agent, a) => (
        <fieldset key={a} class="member">
          <legend>{agent.name}</legend>
          <TextField
            label="types"
            accessibleName={`${agent.name}: types`}
            value={agent.types.join(", ")}
            onChange={(text) => change({ agents: replaced(agents, a, { ...agent, types: names(text).map(label) }) })}
          />
          {prior.independent && (
            <NumbersField
              label="probabilities"
              accessibleName={`${agent.name}: probabilities of the types`}
              values={prior.independent[a] ?? []}
              onChange={(masses) => change({ prior: { independent: replaced(prior.independent ?? [], a, masses) } })}
            />
          )}
          <UtilityTable
            name={agent.name}
            types={agent.types.map(String)}
            outcomes={outcomes}
            table={utilities[a] ?? []}
            onChange={(table) => change({ utilities: replaced(utilities, a, table) })}
          />
        </fieldset>
      ))}
      {prior.joint && <p class="hint">Types are correlated: the joint prior is edited in the text of the instance, below.</p>}
    </>
  );
}

interface TableProps {
  readonly name: string;
  readonly types: readonly string[];
  readonly outcomes: readonly string[];
  readonly table: readonly (readonly NumberJson[])[];
  readonly onChange: (table: NumberJson[][]) => void;
}

function UtilityTable({ name, types, outcomes, table, onChange }: TableProps) {
  return (
    <div class="scroll">
      <table class="utilities">
        <caption>Utility by type</caption>
        <thead>
          <tr>
            <td />
            {types.map((type) => (
              <th key={type} scope="col">
                {type}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {outcomes.map((outcome, o) => (
            <tr key={outcome}>
              <th scope="row">{outcome}</th>
              {types.map((type, t) => (
                <td key={type}>
                  <input
                    aria-label={`${name}: utility of ${outcome} as ${type}`}
                    value={numberText(table[o]?.[t] ?? 0)}
                    onChange={({ currentTarget: { value } }) =>
                      onChange(table.map((row, r) => (r === o ? replaced(row, t, readNumber(value)) : [...row])))
                    }
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Tables of the size that agents, types and outcomes ask for; new entries are 0, new types improbable. */
function fitted(environment: Finite): Finite {
  const { agents, outcomes, utilities, prior } = environment;
  return {
    ...environment,
    prior: prior.independent
      ? { independent: agents.map(({ types }, a) => resized<NumberJson>(prior.independent?.[a] ?? [], types.length, 0)) }
      : prior,
    utilities: agents.map(({ types }, a) => outcomes.map((_, o) => resized<NumberJson>(utilities[a]?.[o] ?? [], types.length, 0))),
  };
}

function names(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** A type that is written as a number is one. */
function label(word: string): string | number {
  const value = readNumber(word);
  return typeof value === "number" ? value : word;
}
