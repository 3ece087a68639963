// Nothing can be added to it, or to what it inherits from: that is nothing. Objects that inherit from it are laid out like others;
// those that inherit from nothing at all the engine keeps as hash tables, several times as large.
const bare: object = Object.freeze(Object.create(null) as object);

/** An object without members that inherits none. */
export function bareObject<Members extends object>(): Partial<Members> {
  return Object.create(bare) as Partial<Members>;
}

/** A frozen copy that inherits no member, so that its reader finds only what was put in. */
export function withoutPrototype<Members extends object>(members: Members): Members {
  return Object.freeze(Object.assign(bareObject<Members>(), members));
}
