import { createHmac, randomBytes } from 'node:crypto';
import { headerBytes, VaultError } from '@chatelaine/core';
import { loading, lyingAead, yielded, type Mutants } from './lying.ts';
import { own } from './raw-material.ts';
import { testAead, testAeadFromMaterial } from './test-aead.ts';

type Bytes = Uint8Array;

const zeros = (length: number): Bytes => new Uint8Array(length);
const concat = (...parts: readonly Bytes[]): Bytes => own(Buffer.concat(parts));

/** One buffer for all, as long as the first thing that is put into it. */
function reusing(): (bytes: Bytes) => Bytes {
  let buffer: Bytes | undefined;
  return (bytes) => {
    if (buffer?.length !== bytes.length) buffer = new Uint8Array(bytes.length);
    buffer.set(bytes);
    return buffer;
  };
}

/** Lies when it seals. */
const sealingMutants: Mutants = {
  'clears the purpose in the header': lyingAead((honest) => ({
    seal: async (header, context, plaintext) => (await honest.seal(header, context, plaintext)).fill(0, 2, 3),
  })),
  'encrypts nothing, and only authenticates': lyingAead((_honest, vault) => {
    const tagged = (header: Bytes, rest: Bytes, context: Bytes): Bytes => {
      const key = vault.derive(header, zeros(16), 32);
      const tag = createHmac('sha256', key).update(concat(header, rest)).update(context).digest();
      key.fill(0);
      return concat(header, rest, tag);
    };
    return {
      seal: (header, context, plaintext) => tagged(header, concat(randomBytes(12), plaintext), context),
      open: (ciphertext, context) => {
        if (ciphertext.length < headerBytes + 44) return undefined;
        const rest = ciphertext.subarray(headerBytes, -32);
        const expected = tagged(ciphertext.subarray(0, headerBytes), rest, context);
        return Buffer.compare(expected, ciphertext) === 0 ? own(rest.subarray(12)) : undefined;
      },
    };
  }),
  'opens nothing': lyingAead(() => ({ open: () => undefined })),
  'opens only the purpose that it first saw': lyingAead((honest) => {
    let first: number | undefined;
    return {
      open: (ciphertext, context) =>
        ciphertext[2] === (first ??= ciphertext[2]) ? honest.open(ciphertext, context) : undefined,
    };
  }),
  'seals without any chance': () => testAead({ salt: zeros, nonce: zeros }),
  'counts its nonces from zero whenever it loads': () => {
    let counter = 0;
    const nonce = (length: number): Bytes => new Uint8Array(length).fill((counter += 1));
    return loading(testAead({ salt: zeros, nonce }), () => {
      counter = 0;
      return {};
    });
  },
  'gives pieces of a shared buffer': lyingAead((honest) => ({
    seal: async (...of) => concat(zeros(8), await honest.seal(...of)).subarray(8),
  })),
  'wipes the plaintext': lyingAead((honest) => ({
    seal: async (header, context, plaintext) => {
      const sealed = await honest.seal(header, context, plaintext);
      plaintext.fill(0);
      return sealed;
    },
  })),
  'wipes what it could not open': lyingAead((honest) => ({
    open: async (ciphertext, context) => {
      const plaintext = await honest.open(ciphertext, context);
      if (plaintext === undefined) ciphertext.fill(0);
      return plaintext;
    },
  })),
  'returns the same plaintext array again': lyingAead((honest) => {
    const known = new Map<string, Bytes>();
    return {
      open: async (ciphertext, context) => {
        const name = Buffer.concat([ciphertext, context]).toString('hex');
        const plaintext = known.get(name) ?? (await honest.open(ciphertext, context));
        if (plaintext !== undefined) known.set(name, plaintext);
        return plaintext;
      },
    };
  }),
  'seals everything into one buffer': lyingAead((honest) => {
    const reused = reusing();
    return { seal: async (...of) => reused(await honest.seal(...of)) };
  }),
  'reads the memory behind a view': lyingAead((honest) => ({
    seal: (header, context, plaintext) => honest.seal(header, context, new Uint8Array(plaintext.buffer)),
  })),
  'mixes up what is used at once': () => {
    let current: Bytes = zeros(0);
    return lyingAead((honest) => ({
      seal: async (header, context, plaintext) => {
        current = plaintext;
        await yielded();
        return honest.seal(header, context, current);
      },
    }))();
  },
  'derives with a header of zeros': () =>
    testAead({ derive: (context, _header, salt) => context.derive(zeros(headerBytes), salt, 64) }),
  'derives once, for the first header': () => {
    let derived: Bytes | undefined;
    return loading(
      testAead({ derive: (context, header, salt) => own((derived ??= own(context.derive(header, salt, 64)))) }),
      () => {
        derived = undefined;
        return {};
      },
    );
  },
};

/** Lies when it opens. */
const openingMutants: Mutants = {
  'does not authenticate the header': () =>
    testAead({
      derive: (context, _header, salt) => context.derive(zeros(headerBytes), salt, 64),
      associatedData: (head, context) => concat(head.subarray(headerBytes), context),
    }),
  'does not authenticate the context': () => testAead({ associatedData: (head) => head }),
  'authenticates only the beginning of the context': () =>
    testAead({ associatedData: (head, context) => concat(head, context.subarray(0, 8)) }),
  'believes the first ciphertext that it opens': lyingAead((honest) => {
    let opened = 0;
    return { open: async (...of) => (await honest.open(...of)) ?? ((opened += 1) === 1 ? zeros(1) : undefined) };
  }),
  'takes tags of 12 bytes': () => testAead({ tagLengths: [16, 12] }),
  'ignores what stands after a ciphertext': lyingAead((honest) => ({
    open: async (ciphertext, context) =>
      (await honest.open(ciphertext, context)) ?? (await honest.open(ciphertext.subarray(0, -1), context)),
  })),
  'throws where it can not open': lyingAead((honest) => ({
    open: async (...of) => {
      const plaintext = await honest.open(...of);
      if (plaintext === undefined) throw new VaultError('DecryptFailed', 'No.');
      return plaintext;
    },
  })),
  'throws at what is too short': lyingAead((honest) => ({
    open: (ciphertext, context) => {
      if (ciphertext.length < 99) throw new RangeError('too short');
      return honest.open(ciphertext, context);
    },
  })),
  'joins the context to the body without a mark between them': lyingAead((honest) => ({
    seal: async (header, context, plaintext) => {
      const label = randomBytes(16);
      const sealed = await honest.seal(header, concat(context, label), plaintext);
      return concat(header, label, sealed.subarray(headerBytes), Uint8Array.of(plaintext.length));
    },
    open: (ciphertext, context) => {
      const end = ciphertext.length - 1;
      const bodyStart = end - (99 - headerBytes) - (ciphertext[end] ?? 0);
      if (bodyStart < headerBytes) return undefined;
      const label = ciphertext.subarray(headerBytes, bodyStart);
      const inner = concat(ciphertext.subarray(0, headerBytes), ciphertext.subarray(bodyStart, end));
      return honest.open(inner, concat(context, label));
    },
  })),
  'shares its derived keys between all keys': () => {
    const shared = new Map<string, Bytes>();
    return testAead({
      derive: (context, header, salt) => {
        const name = concat(header, salt).toString();
        const derived = shared.get(name) ?? own(context.derive(header, salt, 64));
        shared.set(name, derived);
        return own(derived);
      },
    });
  },
  'uses one half of its material': testAeadFromMaterial((material) => material.subarray(0, 16)),
  'uses no material at all': testAeadFromMaterial(() => zeros(32)),
  'does not check the commitment': () => testAead({ checksCommitment: false }),
};

export const aeadMutants: Mutants = { ...sealingMutants, ...openingMutants };
