import { lyingEncryption, type Mutants, yielded } from './lying.ts';
import { own } from './raw-material.ts';

const fixed = Buffer.alloc(32);

/** Lies about encryption to a public key. */
export const publicEncryptionMutants: Mutants = {
  'both encrypts with an algorithm and says that it only decrypts': lyingEncryption(() => ({
    decryptionOnlyAlgorithms: ['X25519_A'],
  })),
  'decrypts nothing': lyingEncryption(() => ({ decrypt: () => undefined })),
  'cuts plaintexts that are too long': lyingEncryption((honest) => ({
    encrypt: (algorithm, plaintext) => honest.encrypt(algorithm, plaintext.subarray(0, 190)),
  })),
  'encrypts the same to the same': lyingEncryption((honest) => {
    const known = new Map<string, Promise<Uint8Array>>();
    return {
      encrypt: async (algorithm, plaintext) => {
        const name = `${algorithm} ${Buffer.from(plaintext).toString('hex')}`;
        const block = known.get(name) ?? Promise.resolve(honest.encrypt(algorithm, plaintext));
        known.set(name, block);
        return own(await block);
      },
    };
  }),
  'answers altered ciphertexts with random bytes': lyingEncryption((honest) => ({
    decrypt: async (algorithm, ciphertext) => (await honest.decrypt(algorithm, ciphertext)) ?? own(fixed),
  })),
  'throws where it can not decrypt': lyingEncryption((honest) => ({
    decrypt: async (algorithm, ciphertext) => {
      const plaintext = await honest.decrypt(algorithm, ciphertext);
      if (plaintext === undefined) throw new Error('oaep decoding error');
      return plaintext;
    },
  })),
  'throws at a ciphertext of another length': lyingEncryption((honest) => ({
    decrypt: (algorithm, ciphertext) => {
      if (ciphertext.length < 60 || ciphertext.length > 250) throw new RangeError('data too large for modulus');
      return honest.decrypt(algorithm, ciphertext);
    },
  })),
  'encrypts alike with all algorithms': lyingEncryption((honest) => ({
    encrypt: (_algorithm, plaintext) => honest.encrypt('X25519_A', plaintext),
    decrypt: (_algorithm, ciphertext) => honest.decrypt('X25519_A', ciphertext),
  })),
  'wipes the plaintext': lyingEncryption((honest) => ({
    encrypt: async (algorithm, plaintext) => {
      const block = await honest.encrypt(algorithm, plaintext);
      plaintext.fill(0);
      return block;
    },
  })),
  'returns the same plaintext array again': lyingEncryption((honest) => {
    const known = new Map<string, Uint8Array>();
    return {
      decrypt: async (algorithm, ciphertext) => {
        const name = `${algorithm} ${Buffer.from(ciphertext).toString('hex')}`;
        const plaintext = known.get(name) ?? (await honest.decrypt(algorithm, ciphertext));
        if (plaintext !== undefined) known.set(name, plaintext);
        return plaintext;
      },
    };
  }),
  'mixes up the ciphertexts of one moment': lyingEncryption((honest) => {
    let current = new Uint8Array();
    return {
      decrypt: async (algorithm, ciphertext) => {
        current = own(ciphertext) as Uint8Array<ArrayBuffer>;
        await yielded();
        return honest.decrypt(algorithm, current);
      },
    };
  }),
};
