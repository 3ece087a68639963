import type { AliasPins } from './alias-pins.ts';
import type { NamedAliases } from './named-aliases.ts';

/** What became of an alias since it was pinned. */
export type PinChange =
  | { readonly alias: string; readonly kind: 'new'; readonly keyId: string }
  | { readonly alias: string; readonly kind: 'moved'; readonly keyId: string; readonly pinned: string }
  /** No allow names it any more. */
  | { readonly alias: string; readonly kind: 'unnamed'; readonly pinned: string }
  /** No key has it, or none that whoever looked may see. */
  | { readonly alias: string; readonly kind: 'missing'; readonly pinned: string };

export interface Repinned {
  readonly pins: AliasPins;
  /** By alias. */
  readonly changes: readonly PinChange[];
  /** Aliases that allows name exactly, that were not pinned, and that no key was seen to have. */
  readonly unknown: readonly string[];
}

/** Pins anew what allows name, to the keys that have it now. */
export function repin(named: NamedAliases, before: AliasPins, now: AliasPins): Repinned {
  const pins = new Map([...now].filter(([alias]) => named.has(alias)));
  const aliases = [...new Set([...before.keys(), ...pins.keys()])].toSorted();
  const changes = aliases.flatMap((alias): readonly PinChange[] => {
    const pinned = before.get(alias);
    const keyId = pins.get(alias);
    if (keyId !== undefined && pinned === undefined) return [{ alias, kind: 'new', keyId }];
    if (keyId !== undefined && pinned !== undefined) {
      return keyId === pinned ? [] : [{ alias, kind: 'moved', keyId, pinned }];
    }
    if (pinned === undefined) return [];
    return [{ alias, kind: named.has(alias) ? 'missing' : 'unnamed', pinned }];
  });
  const unknown = [...named.exact].filter((alias) => !pins.has(alias) && !before.has(alias)).toSorted();
  return { pins, changes, unknown };
}
