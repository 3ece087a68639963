import { closeSync, openSync, readSync } from 'node:fs';
import { VaultError } from '@chatelaine/core';

const device = '/dev/urandom';

/**
 * Random bytes straight from the operating system. The generator of the runtime has a state of its own in the process, which is copied
 * with it.
 *
 * @throws VaultError `RandomnessUnavailable`.
 */
export function operatingSystemBytes(length: number): Uint8Array {
  try {
    const file = openSync(device, 'r');
    try {
      const bytes = new Uint8Array(length);
      for (let read = 0; read < length;) {
        const more = readSync(file, bytes, read, length - read, null);
        if (more === 0) throw new RangeError(`${device} has ended`);
        read += more;
      }
      return bytes;
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new VaultError(
      'RandomnessUnavailable',
      `Fresh random bytes could not be read from ${device}. Close the vault and start its process anew instead.`,
      { cause },
    );
  }
}
