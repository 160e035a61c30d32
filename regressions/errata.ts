/** A misprint of a source paper and its correction. */
export interface Erratum {
  /** Paper and number, e.g. `MS-2`. */
  readonly id: string;
  readonly paper: string;
  /** Place in the paper. */
  readonly where: string;
  readonly printed: string;
  readonly correct: string;
  /** An instance on which the printed form fails, when there is one. */
  readonly counterexample?: string;
  /** `formula`: a test shows the printed form failing and the corrected one holding. `textual`: a slip without consequence for any number. */
  readonly kind: "formula" | "textual";
}

const kosManea = "N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values";
const myersonSatterthwaite = "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading";
const copicPonsati = "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders";
const jagadeesanTordjman = "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade";

/** Every corrected misprint of the papers in the catalogue. Some may be slips of the text that was at hand; the corrected form is what counts. */
export const errata: readonly Erratum[] = [
  {
    id: "MS-1",
    paper: myersonSatterthwaite,
    where: "section 5, definition of C₂",
    printed: "v₂ − (1−F₁(v₁))/f₂(v₂)",
    correct: "v₂ − (1−F₂(v₂))/f₂(v₂)",
    counterexample: "types of different laws: equation (8) fails for a broker with two posted prices",
    kind: "formula",
  },
  {
    id: "MS-2",
    paper: myersonSatterthwaite,
    where: "section 4, uniform example, integrand of G",
    printed: "[2v₂−1] − [2v₂]",
    correct: "[2v₂−1] − [2v₁]; (3α−1)/(6(1+α)³) is right",
    counterexample: "α = 1/3: the printed integrand gives −9/32 instead of 0",
    kind: "formula",
  },
  {
    id: "MS-3",
    paper: myersonSatterthwaite,
    where: "proof of Theorem 3",
    printed: "(v₁−v₂)",
    correct: "(v₂−v₁)",
    counterexample: "uniform types, broker buying at 1/4 and selling at 3/4: gains 3/64 less profit 1/32 are the rents 1/64; printed −5/64",
    kind: "formula",
  },
  {
    id: "MS-4",
    paper: myersonSatterthwaite,
    where: "section 2, seller's ex-post gain",
    printed: "x(v₁,v₂) − v₂p(v₁,v₂)",
    correct: "x(v₁,v₂) − v₁p(v₁,v₂)",
    counterexample: "uniform types, posted price 1/2: the seller's mean gain is 1/16, the printed one −1/16",
    kind: "formula",
  },
  {
    id: "MS-5",
    paper: myersonSatterthwaite,
    where: "section 3, display before (7)",
    printed: "F(v₂)",
    correct: "F₂(v₂)",
    kind: "textual",
  },
  {
    id: "KM-1",
    paper: kosManea,
    where: "section 6, M (twice)",
    printed: "[B1−S1][B2 − (S2 − p_s(S1))/p_s(S2)] − …",
    correct: "(S2 − p_s(S1)·S1)/p_s(S2)",
    counterexample: "B=(11,24), p_b=(1/2,1/2), S=(9,17), p_s=(4/5,1/5): printed −37, correct +27",
    kind: "formula",
  },
  {
    id: "KM-2",
    paper: kosManea,
    where: "Theorem 4, branches",
    printed: "x(B2,S2)=1 if M<0",
    correct:
      "x(B2,S2)=1 and x(B1,S1)=p_b(B2)[B2−S2]/(p_s(S1)[p_b(B2)B2+p_b(B1)S1−B1]) iff M>0; x(B1,S1)=1 and x(B2,S2)=p_s(S1)[B1−S1]/(p_b(B2)[S2−p_s(S2)B2−p_s(S1)S1]) iff M<0",
    counterexample: "B=(2,8), S=(1,6), all 1/2: M=7, optimum 49/20; the printed branch gives 7/3",
    kind: "formula",
  },
  {
    id: "KM-3",
    paper: kosManea,
    where: "proof of Theorem 4",
    printed: "formula given for x(B1,S1) when x(B2,S2)=1",
    correct: "it is the formula of x(B2,S2) when x(B1,S1)=1",
    counterexample: "the instance of KM-1: the budget binds at 35/44, printed 16/25",
    kind: "formula",
  },
  {
    id: "KM-4",
    paper: kosManea,
    where: "Example 3, Π(x*), last term",
    printed: "p_b(B1)S1",
    correct: "p_b(B1)p_s(S1)S1",
    counterexample: "B=(3,7), S=(2,5), all 1/2: true +1/4, printed −1/4",
    kind: "formula",
  },
  {
    id: "KM-5",
    paper: kosManea,
    where: "Lemma 1",
    printed: "sums over i≤n, j≤m",
    correct: "i≤m (buyers), j≤n (sellers)",
    counterexample: "any m≠n",
    kind: "formula",
  },
  {
    id: "KM-6",
    paper: kosManea,
    where: "section 6.1, seller's interim tight transfer",
    printed: "summand indexed by l",
    correct: "indexed by j: Σ_{j≥l}[x̄_s(S_j)−x̄_s(S_{j+1})]S_j",
    counterexample: "S=(0,1,2), x̄=(1,1/2,0): printed breaks incentive compatibility",
    kind: "formula",
  },
  {
    id: "KM-7",
    paper: kosManea,
    where: "section 5, limit of Π_I",
    printed: "Δ",
    correct: "Δ·Pr(S<B_m)",
    counterexample: "B=(1,3), S=(0,2,4) uniform: 2/3, not 1",
    kind: "formula",
  },
  {
    id: "KM-8",
    paper: kosManea,
    where: "section 7.1",
    printed: "virtual value strictly below when B_i=S_j",
    correct: "weakly: equal iff i=m and j=1",
    counterexample: "B=(0,1), S=(1,2)",
    kind: "formula",
  },
  {
    id: "KM-9",
    paper: kosManea,
    where: "Lemma 2, proof",
    printed: "index n for the buyer",
    correct: "m",
    counterexample: "m≠n",
    kind: "formula",
  },
  {
    id: "CP-1",
    paper: copicPonsati,
    where: "Example 4",
    printed: "φ = ū(v_b−v_s)/ū(1) for every ū",
    correct: "φ = ū((v_b−v_s)/2)/ū(1/2), which is the same only for power utilities",
    counterexample: "ū=1−e^{−x}, v=(0,1): truth 0.39347, lying 0.39716",
    kind: "formula",
  },
  {
    id: "CP-2",
    paper: copicPonsati,
    where: "equation (1), buyer's line",
    printed: "φ_b u_b = φ (∂u_b/∂p) π_b",
    correct: "φ_b u_b = −φ (∂u_b/∂p) π_b",
    counterexample: "uniform F, γ=1, v=(0,1): 1/2 against −1/2",
    kind: "formula",
  },
  {
    id: "CP-3",
    paper: copicPonsati,
    where: "Theorem 11",
    printed: "φ increasing in v_s, decreasing in v_b",
    correct: "decreasing in v_s, increasing in v_b",
    counterexample: "φ=v_b−v_s",
    kind: "formula",
  },
  {
    id: "CP-4",
    paper: copicPonsati,
    where: "proof of Theorem 10",
    printed: "bounds with (v_s−v_s′), ∂U_s/∂v_s=φ, F_p(ω)=φ(0,v_b)",
    correct: "bounds with (v_s′−v_s), ∂U_s/∂v_s=−φ, F_p(ω)=φ(0,ω)",
    counterexample: "uniform F: U_s=(v_b−v_s)²/2 falls in v_s",
    kind: "formula",
  },
  {
    id: "CP-5",
    paper: copicPonsati,
    where: "Proposition 13",
    printed: "“if v_b≥p≥v_s”, γ∈[0,1]",
    correct: "“if v_b≥v_s”, γ∈(0,1]",
    kind: "textual",
  },
  {
    id: "CP-6",
    paper: copicPonsati,
    where: "Lemma 15",
    printed: "u‴≤0",
    correct: "u‴≥0",
    counterexample: "u=x^γ has u‴>0; with u′=1−x/50−x⁴/2 (u‴<0) and μ half at 0, half at 1, none of the three conclusions holds",
    kind: "formula",
  },
  {
    id: "CP-7",
    paper: copicPonsati,
    where: "section 2, single crossing",
    printed: "∂²u/∂v∂p ≤ 0 for both",
    correct: "≥ 0 for both",
    counterexample: "u(x)=√x",
    kind: "formula",
  },
  {
    id: "CP-8",
    paper: copicPonsati,
    where: "Corollary 14",
    printed: "no lottery over posted prices is ex-post constrained efficient",
    correct: "no non-degenerate lottery is (a posted price is one and is, Proposition 6)",
    kind: "textual",
  },
  {
    id: "CP-9",
    paper: copicPonsati,
    where: "proof of Theorem 11, functional equation",
    printed: "φ(v₁,v₂)φ(τ,v₂)",
    correct: "φ(v₁,τ)+φ(τ,v₂)",
    counterexample: "φ=v_b−v_s at (0,1): 1/2 instead of 1",
    kind: "formula",
  },
  {
    id: "CP-10",
    paper: copicPonsati,
    where: "equation (6), buyer",
    printed: "E_{μ[τ,v_s]}[u_b′(x−τ)]",
    correct: "E_{μ[v_s,τ]}[u_b′(τ−x)]",
    counterexample: "ū=√x with the mechanism of Example 4, v=(0,1): U_b=0.70711, printed 0",
    kind: "formula",
  },
  {
    id: "CP-12",
    paper: copicPonsati,
    where: "problem (5)",
    printed: "maximum over free ν",
    correct: "ν = (G(v_b)−G(v_s))(v_b−v_s) with G′ a cdf; free ν is unbounded",
    counterexample: "γ=1: ν = k·v_b²(v_b−v_s) has value k/4 for every k, while no lottery gains more than 1/8",
    kind: "formula",
  },
  {
    id: "CP-13",
    paper: copicPonsati,
    where: "Example 8 and Lemma 2",
    printed: "u_s for the buyer's utility",
    correct: "u_b",
    kind: "textual",
  },
  {
    id: "JT-1",
    paper: jagadeesanTordjman,
    where: "mixture example, right-hand side",
    printed: "7/300",
    correct: "2·13/600 = 13/300; the contradiction stands, since the left-hand side is at least 1/8",
    counterexample: "b = c = 1/10",
    kind: "formula",
  },
  {
    id: "JT-2",
    paper: jagadeesanTordjman,
    where: "median theorem",
    printed: "sufficient condition Med(F_B) ≥ Med(F_S)",
    correct: "not necessary; the exact condition is ∫min(F_S, 1−F_B) ≤ 2∫F_S(1−F_B)",
    counterexample: "seller F=v², buyer U[0,1]: medians reversed, slack +0.0150283",
    kind: "formula",
  },
];

/** The erratum with this id; undefined when there is none. */
export function erratumById(id: string): Erratum | undefined {
  return errata.find((erratum) => erratum.id === id);
}
