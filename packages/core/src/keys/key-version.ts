/**
 * The version of a key's material: promotion epoch (1 byte) ‖ sequence (3 bytes) as an unsigned 32-bit number.
 * The epoch rises when another region becomes primary, so versions made by two primaries never collide.
 */
export type KeyVersion = number;

/** The version of the material that a key is created with: `0.1`. */
export const firstKeyVersion: KeyVersion = 1;

/** As people read it: `epoch.sequence`. */
export function formatKeyVersion(version: KeyVersion): string {
  return `${version >>> 24}.${version & 0xff_ff_ff}`;
}
