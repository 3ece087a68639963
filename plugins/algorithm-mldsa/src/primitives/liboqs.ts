import type { ParameterSet } from '../parameter-sets.ts';
import { place } from './liboqs-memory.ts';
import { loadLiboqsModule, type LiboqsModule } from './liboqs-module.ts';
import type { HeldKey, Primitive } from './primitive.ts';

/** Of a `size_t` in 32-bit WebAssembly. */
const sizeBytes = 4;

/** mldsa-native, the implementation in liboqs, built to WebAssembly. */
export async function loadLiboqs(set: ParameterSet): Promise<Primitive> {
  const module = await loadLiboqsModule(set);
  module.initialize();
  const name = place(module, [new TextEncoder().encode(`${set.name}\0`)]);
  const algorithm = module.newAlgorithm(name.addresses[0]);
  name.free();
  if (algorithm === 0) throw new Error(`liboqs has no ${set.name}`);
  return {
    hold: (secretKey) => holdIn(module, algorithm, set, secretKey),
    verify: (publicKey, message, signature) => {
      const block = place(module, [signature, publicKey, message]);
      try {
        const [candidate, key, given] = block.addresses;
        return module.verify(algorithm, given, message.length, candidate, signature.length, key) === 0;
      } finally {
        block.free();
      }
    },
  };
}

function holdIn(module: LiboqsModule, algorithm: number, set: ParameterSet, secretKey: Uint8Array): HeldKey {
  const held = place(module, [secretKey]);
  const [key] = held.addresses;
  return {
    sign: (message) => {
      const block = place(module, [new Uint8Array(sizeBytes), new Uint8Array(set.signatureBytes), message]);
      try {
        const [length, signature, given] = block.addresses;
        const status = module.sign(algorithm, signature, length, given, message.length, key);
        const written = new DataView(module.memory().buffer).getUint32(length, true);
        if (status !== 0 || written !== set.signatureBytes) throw new Error('liboqs made no signature');
        return module.memory().slice(signature, signature + written);
      } finally {
        block.free();
      }
    },
    wipe: () => {
      module.cleanse(key, set.secretKeyBytes);
      held.free();
    },
  };
}
