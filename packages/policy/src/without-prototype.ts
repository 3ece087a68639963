/** A frozen copy that inherits nothing, so that its reader finds only what was put in. */
export function withoutPrototype<Members extends object>(members: Members): Members {
  return Object.freeze(Object.assign(Object.create(null) as Members, members));
}
