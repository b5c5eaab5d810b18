/** Tells whoever typed the command what is wrong and what to do; printed without a stack. */
export class Sentence extends Error {}
