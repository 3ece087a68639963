import type { KeyFacts } from './key-facts.ts';
import type { Truth } from './truth.ts';

/**
 * Whether a rule is for a key. `asked` is the spelling that the caller used; whoever must not rest on it leaves it out.
 */
export type KeyCondition = (key: KeyFacts, asked: string | undefined) => Truth;
