export const citation = (result: string): string =>
  `N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, working paper, Bocconi and Harvard, ${result}`;
