import type { Distribution } from "../../../distributions/distribution.ts";
import type { FiniteEnvironment } from "../../../environments/environment.ts";
import type { TypeSpace } from "../../../type-space/type-space.ts";
import type { FiniteMechanism } from "../../finite.ts";
import type { BilateralMechanism, Mechanism } from "../../mechanism.ts";
import type { Traders } from "../../multilateral.ts";
import type { ContinuousMechanism } from "../continuous.ts";

/** Numbers that a rule is stated with, by name. */
export type Parameters = Readonly<Record<string, number>>;

/** A mechanism that has a name in the literature, for every environment in which it has a meaning. */
export interface NamedRule {
  readonly name: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** Its parameters with what they mean; `default` absent where it must be stated. */
  readonly parameters: readonly { readonly name: string; readonly meaning: string; readonly default?: number }[];
  /** Between a buyer and a seller on type spaces. */
  readonly betweenTwo?: (buyer: TypeSpace, seller: TypeSpace, parameters: Parameters) => BilateralMechanism;
  /** Between a buyer and a seller on their laws. */
  readonly onLaws?: (buyer: Distribution, seller: Distribution, parameters: Parameters) => ContinuousMechanism;
  /** Among many traders on type spaces. */
  readonly amongMany?: (buyers: readonly Traders[], sellers: readonly Traders[], parameters: Parameters) => Mechanism;
  /** In any finite environment. */
  readonly finite?: (environment: FiniteEnvironment, parameters: Parameters) => FiniteMechanism;
}
