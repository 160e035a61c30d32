/** Says in words which part of a proof fails. */
export class Rejection extends Error {}
