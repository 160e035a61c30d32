import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from "vitest/node";

/**
 * Within a project these files come first, in this order, so that no worker is left with a long one when the others are done; without the times of an earlier run,
 * files would go by their size.
 */
export function longFirst(names: readonly string[]): TestSequencerConstructor {
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const place = ({ moduleId }: TestSpecification) => {
        const found = names.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
        return found < 0 ? names.length : found;
      };
      const sorted = await super.sort(files);
      const projects = [...new Set(sorted.map(({ project }) => project))];
      return projects.flatMap((own) => sorted.filter(({ project }) => project === own).sort((a, b) => place(a) - place(b)));
    }
  };
}
