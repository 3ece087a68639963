import type { ParameterSet } from '../parameter-sets.ts';

type Call = (...numbers: readonly number[]) => number;

/** A WebAssembly module of liboqs. Numbers are addresses in its memory, lengths and status codes. */
export interface LiboqsModule {
  /** All of the memory; another array after the memory has grown. */
  memory(): Uint8Array;
  /** `(length)`: an address, or 0. */
  readonly malloc: Call;
  /** `(address)` */
  readonly free: Call;
  /** `(address, length)`: overwrites. */
  readonly cleanse: Call;
  readonly initialize: Call;
  /** `(address of the name)`: an algorithm, or 0. */
  readonly newAlgorithm: Call;
  /** `(algorithm, signature, its length, message, length of the message, secret key)`: 0, or an error. */
  readonly sign: Call;
  /** `(algorithm, message, its length, signature, length of the signature, public key)`: 0 if it fits. */
  readonly verify: Call;
}

/** Where the package lies. It has entry points for ES modules only, and none for its manifest. */
export function liboqsFolder(): URL {
  return new URL('../', import.meta.resolve('@oqs/liboqs-js'));
}

/**
 * Instantiates the module of a parameter set. The package's own classes leave a copy of the secret key in freed memory
 * with each signature; with its modules we keep one and overwrite it.
 */
export async function loadLiboqsModule({ name }: ParameterSet): Promise<LiboqsModule> {
  const file = new URL(`dist/${name.toLowerCase()}.min.js`, liboqsFolder());
  const imported: unknown = await import(file.href);
  const module: unknown = await Reflect.apply(functionOf(imported, 'default'), undefined, []);
  return {
    memory: () => memoryOf(module),
    malloc: callOf(module, '_malloc'),
    free: callOf(module, '_free'),
    cleanse: callOf(module, '_OQS_MEM_cleanse'),
    initialize: callOf(module, '_OQS_init'),
    newAlgorithm: callOf(module, '_OQS_SIG_new'),
    sign: callOf(module, '_OQS_SIG_sign'),
    verify: callOf(module, '_OQS_SIG_verify'),
  };
}

function callOf(module: unknown, name: string): Call {
  const found = functionOf(module, name);
  return (...numbers) => Number(Reflect.apply(found, undefined, numbers));
}

function functionOf(module: unknown, name: string): Function {
  const found = memberOf(module, name);
  if (typeof found !== 'function') throw new Error(`the modules of @oqs/liboqs-js have no ${name}`);
  return found;
}

function memoryOf(module: unknown): Uint8Array {
  const found = memberOf(module, 'HEAPU8');
  if (!(found instanceof Uint8Array)) throw new Error('the modules of @oqs/liboqs-js do not show their memory');
  return found;
}

function memberOf(module: unknown, name: string): unknown {
  return typeof module === 'object' && module !== null ? Reflect.get(module, name) : undefined;
}
