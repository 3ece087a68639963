import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { type RootKey, VaultError } from '@chatelaine/core';
import type { RootKeySubject } from '../../src/root-key/index.ts';
import { honestRootKey, type RootKeyFunctions, rootKeySubject } from './honest-root-key.ts';

type Subject = () => RootKeySubject;

/** Lies in what it does beside an honest root key. */
const lying =
  (change: (honest: RootKeyFunctions) => Partial<RootKeyFunctions>): Subject =>
  () =>
    rootKeySubject((key) => {
      const honest = honestRootKey(key);
      return { ...honest, ...change(honest) };
    });

const nothing = new Uint8Array();
const hash = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();

/** AES-CTR: secret, and not authenticated. */
function unauthenticated(key: Uint8Array): RootKey {
  const run = (nonce: Uint8Array, bytes: Uint8Array, data: Uint8Array): Uint8Array => {
    const bound = createHash('sha256').update(key).update(data).digest();
    return new Uint8Array(createCipheriv('aes-256-ctr', bound, nonce).update(bytes));
  };
  return {
    description: 'a key of this test',
    wrap: (secret, data) => {
      const nonce = randomBytes(16);
      return Promise.resolve(new Uint8Array([...nonce, ...run(nonce, secret, data)]));
    },
    unwrap: (wrapped, data) => Promise.resolve(run(wrapped.slice(0, 16), wrapped.subarray(16), data)),
  };
}

export const rootKeyMutants: Readonly<Record<string, Subject>> = {
  'has no description': lying(() => ({ description: '' })),
  'describes itself in two lines': lying(() => ({ description: 'key\nfile' })),
  'takes 1,024 bytes at most': lying(({ wrap }) => ({
    wrap: (secret, data) => wrap(secret.subarray(0, 1_024), data),
  })),
  'adds a byte': lying(({ wrap }) => ({ wrap: (secret, data) => wrap(new Uint8Array([...secret, 0]), data) })),
  'draws a key for each instance': () => rootKeySubject(() => honestRootKey(randomBytes(32))),
  'gives the same for the same': lying(({ wrap }) => {
    const known = new Map<string, Promise<Uint8Array>>();
    return {
      wrap: (secret, data) => {
        const name = Buffer.concat([hash(secret), data]).toString('hex');
        const wrapped = known.get(name) ?? wrap(secret, data);
        known.set(name, wrapped);
        return wrapped;
      },
    };
  }),
  'writes the secret beside it': lying(({ wrap, unwrap }) => ({
    wrap: async (secret, data) => new Uint8Array([...(await wrap(secret, data)), ...secret.subarray(0, 16)]),
    unwrap: (wrapped, data) => unwrap(wrapped.subarray(0, -16), data),
  })),
  'authenticates nothing': () => rootKeySubject(unauthenticated),
  'does not look at what stands behind': lying(({ wrap, unwrap }) => ({
    wrap: async (secret, data) => {
      const wrapped = await wrap(secret, data);
      return new Uint8Array([wrapped.length >> 16, wrapped.length >> 8, wrapped.length, ...wrapped]);
    },
    unwrap: (wrapped, data) => {
      const [a = 0, b = 0, c = 0] = wrapped;
      return unwrap(wrapped.subarray(3, 3 + (a << 16) + (b << 8) + c), data);
    },
  })),
  'binds to nothing': lying(({ wrap, unwrap }) => ({
    wrap: (secret) => wrap(secret, nothing),
    unwrap: (wrapped) => unwrap(wrapped, nothing),
  })),
  'binds to the beginning only': lying(({ wrap, unwrap }) => ({
    wrap: (secret, data) => wrap(secret, data.subarray(0, 8)),
    unwrap: (wrapped, data) => unwrap(wrapped, data.subarray(0, 8)),
  })),
  'has one key for all': () => {
    const key = randomBytes(32);
    return rootKeySubject(() => honestRootKey(key));
  },
  'has a code of its own for what is too short': lying(({ unwrap }) => ({
    unwrap: (wrapped, data) => {
      if (wrapped.length < 28) return Promise.reject(new VaultError('InvalidArgument', 'That is too short.'));
      return unwrap(wrapped, data);
    },
  })),
  'has a message of its own for what is too short': lying(({ unwrap }) => ({
    unwrap: (wrapped, data) => {
      if (wrapped.length < 28) return Promise.reject(new VaultError('RootKeyRejected', 'That is too short.'));
      return unwrap(wrapped, data);
    },
  })),
  'throws what the driver threw': lying(({ unwrap }) => ({
    unwrap: async (wrapped, data) => {
      try {
        return await unwrap(wrapped, data);
      } catch {
        throw new Error('bad decrypt');
      }
    },
  })),
  'tells a cause': lying(({ unwrap }) => ({
    unwrap: async (wrapped, data) => {
      try {
        return await unwrap(wrapped, data);
      } catch (cause) {
        throw new VaultError('RootKeyRejected', 'It is rejected.', { cause });
      }
    },
  })),
  'overwrites the secret': lying(({ wrap }) => ({
    wrap: async (secret, data) => {
      const wrapped = await wrap(secret, data);
      secret.fill(0);
      return wrapped;
    },
  })),
  'overwrites what it unwraps': lying(({ unwrap }) => ({
    unwrap: async (wrapped, data) => {
      const secret = await unwrap(new Uint8Array(wrapped), data);
      wrapped.fill(0);
      return secret;
    },
  })),
  'keeps what it unwrapped, and gives it again': lying(({ unwrap }) => {
    const known = new Map<string, Uint8Array>();
    return {
      unwrap: async (wrapped, data) => {
        const name = Buffer.concat([hash(wrapped), hash(data)]).toString('hex');
        const secret = known.get(name) ?? (await unwrap(wrapped, data));
        known.set(name, secret);
        return secret;
      },
    };
  }),
  'has one buffer for all': lying(({ wrap }) => {
    let buffer: Uint8Array = nothing;
    return {
      wrap: async (secret, data) => {
        buffer = new Uint8Array(secret);
        await Promise.resolve();
        return wrap(buffer, data);
      },
    };
  }),
  'shows the secret that it wrapped last': () =>
    rootKeySubject((key) => {
      const honest = honestRootKey(key);
      const shown: { last: Uint8Array } & RootKey = {
        ...honest,
        last: nothing,
        wrap: (secret, data) => {
          shown.last = new Uint8Array(secret);
          return honest.wrap(secret, data);
        },
      };
      return shown;
    }),
};
