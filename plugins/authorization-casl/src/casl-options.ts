import type { OptionsSchema } from '@chatelaine/core';
import * as v from 'valibot';

/** The options of the authorizer `casl`. Relative paths are relative to the vault's base directory. */
export interface CaslOptions {
  /**
   * A folder of policy files, or the file of a built bundle, for this process alone. It is read when the vault opens, and again
   * when it changes. Absent: the bundle that is active in the vault is in force.
   */
  readonly policies?: string;
  /**
   * Only bundles that one of these keys signed are taken, and nothing that can't be signed. Ed25519, P-256 or P-384, each as PEM or
   * the path of a PEM file; 1–16.
   */
  readonly publicKeys?: readonly string[];
  /** Bundles of a lower version are refused, and so is what has no version. */
  readonly minimumVersion?: number;
  /**
   * For how long the policies that were read last stay in force when their files have changed and can't be taken; then everything is
   * denied until they can. 0–31,536,000, by default 900.
   */
  readonly maxStalenessSeconds?: number;
}

function path(name: string, longest: number): v.GenericSchema<string> {
  return v.pipe(
    v.string(`${name} is text`),
    v.minLength(1, `${name} is empty`),
    v.maxLength(longest, `${name} is longer than ${longest} characters`),
    v.check((text) => !text.includes('\0'), `${name} holds a null character`),
  );
}

const publicKeys = v.pipe(
  v.array(path('a public key', 4_096), 'publicKeys is a list'),
  v.minLength(1, 'publicKeys is empty; leave it away, or name a key'),
  v.maxLength(16, 'publicKeys has more than 16 keys'),
);

function wholeNumber(name: string, least: number, most: number): v.GenericSchema<number> {
  return v.pipe(
    v.number(`${name} is a number`),
    v.integer(`${name} is a whole number`),
    v.minValue(least, `${name} is at least ${least}`),
    v.maxValue(most, `${name} is at most ${most}`),
  );
}

const secondsOfAYear = 31_536_000;

export const caslOptions: OptionsSchema<CaslOptions> = v.strictObject(
  {
    policies: v.exactOptional(path('policies', 4_096)),
    publicKeys: v.exactOptional(publicKeys),
    minimumVersion: v.exactOptional(wholeNumber('minimumVersion', 1, 0xff_ff_ff_ff)),
    maxStalenessSeconds: v.exactOptional(wholeNumber('maxStalenessSeconds', 0, secondsOfAYear)),
  },
  'give policies, publicKeys, minimumVersion and maxStalenessSeconds, or some of them, and nothing else',
);
