import { createHash, randomBytes } from 'node:crypto';
import { lyingMac, yielded, type Mutants } from './lying.ts';
import { own } from './raw-material.ts';

/** Lies about codes. */
export const macMutants: Mutants = {
  'has a MAC algorithm in lower case': lyingMac(() => ({ macAlgorithm: 'hmac' })),
  'gives another code each time': lyingMac(() => ({ generate: () => own(randomBytes(32)) })),
  'gives codes of 8 bytes': lyingMac((honest) => ({
    generate: async (message) => (await honest.generate(message)).slice(0, 8),
  })),
  'gives longer codes to longer messages': lyingMac((honest) => ({
    generate: async (message) => own(Buffer.concat([await honest.generate(message), Buffer.alloc(message.length)])),
  })),
  'leaves out the last byte of a message': lyingMac((honest) => ({
    generate: (message) => honest.generate(message.subarray(0, -1)),
  })),
  'gives a hash that any key gives': lyingMac(() => ({
    generate: (message) => own(createHash('sha256').update(message).digest()),
  })),
  'wipes the message': lyingMac((honest) => ({
    generate: async (message) => {
      const code = await honest.generate(message);
      message.fill(0);
      return code;
    },
  })),
  'gives all codes in one array': lyingMac((honest) => {
    const array = new Uint8Array(32);
    return {
      generate: async (message) => {
        array.set(await honest.generate(message));
        return array;
      },
    };
  }),
  'mixes up the messages of one moment': lyingMac((honest) => {
    let current = new Uint8Array();
    return {
      generate: async (message) => {
        current = own(message) as Uint8Array<ArrayBuffer>;
        await yielded();
        return honest.generate(current);
      },
    };
  }),
};
