import { randomBytes } from 'node:crypto';
import {
  SecretBytes,
  VaultError,
  type MaterialContext,
  type MaterialSession,
  type MaterialSource,
  type WrappingParameters,
} from '@chatelaine/core';
import type { MaterialSourceSubject } from '../../src/material-source/index.ts';
import { honestGenerator, honestSource, importSubject } from './honest-source.ts';

type Changes = Partial<MaterialSource>;
type Finish = MaterialSource['finish'];
type Subject = () => MaterialSourceSubject;

const lying = (change: (honest: MaterialSource) => Changes): Subject => {
  return () => {
    const open = (): MaterialSource => {
      const honest = honestSource();
      return Object.freeze({ ...honest, ...change(honest) });
    };
    return importSubject(open);
  };
};

/** Lies in what `begin` gives. */
const beginning = (change: (begun: MaterialSession, context: MaterialContext) => object): Subject =>
  lying((honest) => ({
    begin: async (context, input) => {
      const begun = await honest.begin(context, input);
      return Object.assign({}, begun, change(begun, context));
    },
  }));

const telling = (change: (parameters: MaterialSession['forCaller'], session: Uint8Array) => object): Subject =>
  beginning(({ forCaller, session }) => ({ forCaller: { ...forCaller, ...change(forCaller, copy(session)) } }));

/** Lies in what `finish` gives. */
const finishing = (change: (honest: Finish) => Finish): Subject =>
  lying((source) => ({ finish: change((...given) => source.finish(...given)) }));

/** Lies in the error that it throws. */
const failing = (change: (error: VaultError, ...given: Parameters<Finish>) => Error): Subject =>
  finishing((honest) => async (...given) => {
    try {
      return await honest(...given);
    } catch (error) {
      throw VaultError.is(error) && error.code === 'ImportFailed' ? change(error, ...given) : error;
    }
  });

const generating = (change: Changes): Subject => {
  return () => ({ open: () => Object.freeze({ ...honestGenerator(), ...change }) });
};

const copy = (secret: SecretBytes): Uint8Array => secret.use((bytes) => new Uint8Array(bytes));
const partsOf = (input: unknown): { encryptedKeyMaterial?: unknown; encryptedPrivateKey?: unknown } =>
  typeof input === 'object' && input !== null ? input : {};

export const sourceMutants: Readonly<Record<string, Subject>> = {
  'has an origin that nobody knows': lying(() => ({ origin: 'elsewhere' as 'kms' })),
  'says that it is immediate and is not': lying(() => ({ immediate: true })),
  'can be changed': () => importSubject(() => ({ ...honestSource() })),

  'begins without remembering anything': beginning(() => ({ session: SecretBytes.take(new Uint8Array()) })),
  'remembers more than the vault keeps': beginning(() => ({ session: SecretBytes.take(new Uint8Array(65_537)) })),
  'gives its session as bytes': beginning(({ session }) => ({ session: copy(session) })),
  'gives the private key for the public one': telling((_parameters, session) => ({ publicKey: session })),
  'gives a public key in the memory of others': telling(({ publicKey }) => ({
    publicKey: new Uint8Array([...publicKey, 1]).subarray(0, -1),
  })),
  'names another wrapping algorithm': telling(() => ({ wrappingAlgorithm: 'RSAES_PKCS1_V1_5' })),
  'names another key spec': telling(() => ({ wrappingKeySpec: 'RSA_1024' })),
  'shows the session to the caller': telling((_parameters, session) => ({
    warning: Buffer.from(session).toString('hex'),
  })),
  'gives the caller more than parameters': telling((_parameters, session) => ({ privateKey: session })),
  'gives the caller what is no data': telling(() => ({ warning: () => 'text' })),
  'never expires': beginning(() => ({ expiresAt: undefined })),
  'expires in a month': beginning((_begun, { now }) => ({ expiresAt: now + 30 * 24 * 3_600_000 })),
  'expires by the clock of the machine': beginning(() => ({ expiresAt: Date.now() + 3_600_000 })),
  'expires at one moment for all': beginning(() => ({ expiresAt: 1_750_000_000_000 + 3_600_000 })),
  'makes one wrapping key for all': () => {
    const begun = honestSource().begin({ now: 1_750_000_000_000 } as MaterialContext, {
      wrappingAlgorithm: 'TEST_WRAPPING',
    }) as MaterialSession;
    const session = copy(begun.session);
    return importSubject(() =>
      Object.freeze({
        ...honestSource(),
        begin: (context: MaterialContext, input: unknown) => {
          const other = honestSource().begin(context, input) as MaterialSession;
          return { ...other, forCaller: begun.forCaller, session: SecretBytes.take(new Uint8Array(session)) };
        },
      }),
    );
  },
  'takes any wrapping': lying((honest) => ({
    begin: (context) => honest.begin(context, { wrappingAlgorithm: 'TEST_WRAPPING' }),
  })),
  'refuses a wrapping with another code': lying((honest) => ({
    begin: (context, input) => {
      try {
        return honest.begin(context, input);
      } catch {
        throw new VaultError('InvalidArgument', 'Not offered.');
      }
    },
  })),
  'fails without a code on a request that is no object': lying((honest) => ({
    begin: (context, input) => {
      if (input === null || input === undefined) throw new TypeError('Cannot destructure');
      return honest.begin(context, input);
    },
  })),
  'generates while it begins': lying((honest) => ({
    begin: async (context, input) => {
      (await context.algorithm.generate()).dispose();
      return honest.begin(context, input);
    },
  })),

  'generates material instead of unwrapping it': finishing((honest) => async (context, session, input) => {
    (await honest(context, session, input)).dispose();
    return context.algorithm.generate();
  }),
  'gives material as bytes': finishing(
    (honest) =>
      async (...given) =>
        copy(await honest(...given)) as unknown as SecretBytes,
  ),
  'cuts material': finishing(
    (honest) =>
      async (...given) =>
        SecretBytes.take(copy(await honest(...given)).slice(0, -1)),
  ),
  'remembers in its own memory what it began': () => {
    const open = (): MaterialSource => {
      const honest = honestSource();
      const own = new Set<string>();
      return Object.freeze({
        ...honest,
        begin: (context: MaterialContext, input: unknown) => {
          const begun = honest.begin(context, input) as MaterialSession;
          own.add(Buffer.from(copy(begun.session)).toString('hex'));
          return begun;
        },
        finish: (...given: Parameters<Finish>) => {
          if (!own.has(Buffer.from(copy(given[1])).toString('hex'))) throw new VaultError('ImportFailed', 'Not mine.');
          return honest.finish(...given);
        },
      });
    };
    return importSubject(open);
  },
  'disposes the session': finishing((honest) => async (context, session, input) => {
    const material = await honest(context, session, input);
    session.dispose();
    return material;
  }),
  'overwrites the session': finishing((honest) => async (context, session, input) => {
    const material = await honest(context, session, input);
    session.use((bytes) => bytes.fill(0));
    return material;
  }),
  'overwrites what the caller gave': finishing((honest) => async (context, session, input) => {
    const material = await honest(context, session, input);
    const { encryptedKeyMaterial } = partsOf(input);
    if (encryptedKeyMaterial instanceof Uint8Array) encryptedKeyMaterial.fill(0);
    return material;
  }),
  'reads what the caller gave later': finishing((honest) => async (...given) => {
    await new Promise((resolve) => setImmediate(resolve));
    return honest(...given);
  }),
  'mixes two imports that run at once': () => {
    let last: SecretBytes | undefined;
    return lying((source) => ({
      finish: async (context, session, input) => {
        last = session;
        const copied = structuredClone(input);
        await new Promise((resolve) => setImmediate(resolve));
        return source.finish(context, last, copied);
      },
    }))();
  },
  'parses material itself': finishing((honest) => async (context, session, input) => {
    const material = await honest(context, session, input);
    return context.algorithm.parse(material);
  }),

  'gives random material for what it can not unwrap': finishing((honest) => async (...given) => {
    try {
      return await honest(...given);
    } catch (error) {
      if (!VaultError.is(error, 'ImportFailed')) throw error;
      return SecretBytes.take(randomBytes(32));
    }
  }),
  'fails with a code of its own': failing(() => new VaultError('DecryptFailed', 'Not unwrapped.')),
  'fails with the error of its library': failing(() => new Error('error:0200007B:oaep decoding error')),
  'says which part was wrong': failing(
    (_error, _context, _session, input) =>
      new VaultError(
        'ImportFailed',
        (partsOf(input).encryptedKeyMaterial as Uint8Array).length < 40 ? 'It is too short.' : 'It does not fit.',
      ),
  ),
  'tells the cause': failing(
    ({ message }) => new VaultError('ImportFailed', message, { cause: new Error('oaep decoding error') }),
  ),
  'shows the session in its errors': failing(
    (_error, _context, session) =>
      new VaultError('ImportFailed', `With ${Buffer.from(copy(session)).toString('hex')}.`),
  ),
  'unwraps with any session': () => {
    const sessions: Uint8Array[] = [];
    return lying((honest) => ({
      begin: (context, input) => {
        const begun = honest.begin(context, input) as MaterialSession;
        sessions.push(copy(begun.session));
        return begun;
      },
      finish: async (context, _session, input) => {
        for (const session of sessions) {
          try {
            return await honest.finish(context, SecretBytes.take(new Uint8Array(session)), input);
          } catch (error) {
            if (!VaultError.is(error, 'ImportFailed')) throw error;
          }
        }
        throw new VaultError('ImportFailed', 'Not unwrapped.');
      },
    }))();
  },
  'fails without a code on input of another form': finishing((honest) => (context, session, input) => {
    const { encryptedKeyMaterial } = input as WrappingParameters & { readonly encryptedKeyMaterial: Uint8Array };
    encryptedKeyMaterial.subarray(0);
    return honest(context, session, input);
  }),
  'calls input of another form a failed import': finishing((honest) => async (...given) => {
    try {
      return await honest(...given);
    } catch {
      throw new VaultError('ImportFailed', 'Not unwrapped.');
    }
  }),

  'generates at once and asks the caller for something': generating({
    begin: () => ({
      forCaller: { publicKey: new Uint8Array(44), wrappingAlgorithm: 'ANY', wrappingKeySpec: 'ANY' },
      session: SecretBytes.take(new Uint8Array()),
    }),
  }),
  'generates at once, but not by the algorithm': generating({ finish: () => SecretBytes.take(randomBytes(32)) }),
  'generates when it begins': generating({
    begin: async ({ algorithm }) => {
      (await algorithm.generate()).dispose();
      return { forCaller: {}, session: SecretBytes.take(new Uint8Array()) };
    },
  }),
};
