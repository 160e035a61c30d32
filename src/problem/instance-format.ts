/** The version of the instance format that this program reads and writes. */
export const instanceFormat = "secondbest/instance@1";
