import { setImmediate } from 'node:timers/promises';
import type { Algorithm, LoadedKey } from '@chatelaine/core';

const capabilities = ['aead', 'publicEncryption', 'signer', 'mac'] as const;
const lateMethods: ReadonlySet<string> = new Set(['seal', 'open', 'encrypt', 'decrypt', 'sign', 'verify', 'generate']);

/** The algorithm in a pool that begins with its work when the caller has long gone on. */
export function inPool(algorithm: Algorithm): Algorithm {
  const late = ([name, member]: readonly [string, unknown]): readonly [string, unknown] => {
    if (name === 'execution') return [name, Object.fromEntries([...lateMethods].map((method) => [method, 'pool']))];
    if (typeof member !== 'function' || !lateMethods.has(name)) return [name, member];
    return [
      name,
      (...given: readonly unknown[]) => setImmediate().then(() => Reflect.apply(member, undefined, given) as unknown),
    ];
  };
  return {
    ...algorithm,
    load: async (...given) => {
      const loaded = await algorithm.load(...given);
      const moved = capabilities.flatMap((name) => {
        const capability = loaded[name];
        return capability === undefined ? [] : [[name, Object.fromEntries(Object.entries(capability).map(late))]];
      });
      return { ...loaded, ...(Object.fromEntries(moved) as Partial<LoadedKey>) };
    },
  };
}
