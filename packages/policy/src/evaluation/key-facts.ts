import type { KeyView } from '@chatelaine/core';

/** What is known of a key. Every member may be absent; that of an action that names no key has none. */
export type KeyFacts = Partial<KeyView>;

const noFacts: KeyFacts = Object.freeze(Object.create(null) as KeyFacts);
const bare: KeyFacts = {};

/** Whether somebody gave all objects a member that would pass for a fact of a key. */
function isPrototypePolluted(): boolean {
  return (
    bare.id !== undefined ||
    bare.aliases !== undefined ||
    bare.tags !== undefined ||
    bare.keySpec !== undefined ||
    bare.keyUsage !== undefined ||
    bare.origin !== undefined ||
    bare.state !== undefined ||
    bare.region !== undefined
  );
}

/** The own members of a snapshot. A copy is made only where inherited members could be taken for facts. */
export function keyFacts(view: KeyView | undefined): KeyFacts {
  if (view === undefined) return noFacts;
  return isPrototypePolluted() ? Object.assign(Object.create(null) as KeyFacts, view) : view;
}
