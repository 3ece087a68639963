import { describe, expect, test } from 'vitest';
import { algorithmOf, hex, macOf } from './hmac-key.ts';
import { areMissing, type Vector, type VectorGroup, wycheproofGroups as groups } from './wycheproof.ts';
import { SecretBytes } from '@chatelaine/core';

const bitsOf = (keySpec: string): number => Number(keySpec.slice('HMAC_'.length));
const fits = ({ keySpec, keySize }: VectorGroup): boolean => keySize === bitsOf(keySpec);
const whole = ({ keySpec, tagSize }: VectorGroup): boolean => tagSize === bitsOf(keySpec);
const codeOf = (keySpec: string, { key, msg }: Vector): string =>
  hex(macOf(keySpec, Buffer.from(key, 'hex')).generate(Buffer.from(msg, 'hex')));

const [fitting, others] = [groups.filter(fits), groups.filter((group) => !fits(group))];
const count = (of: readonly VectorGroup[]): number => of.reduce((sum, { tests }) => sum + tests.length, 0);

describe.skipIf(areMissing)(
  `of ${count(groups)} Wycheproof vectors of HMAC, ${count(fitting)} have keys that a key spec has`,
  () => {
    test('and whole codes verify as Wycheproof says', () => {
      const wrong = fitting
        .filter(whole)
        .flatMap(({ keySpec, tests }) =>
          tests.filter((vector) => (codeOf(keySpec, vector) === vector.tag) !== (vector.result === 'valid')),
        );
      expect(wrong).toEqual([]);
    });

    test('and truncated codes never verify, though they are the beginning of a code where Wycheproof says valid', () => {
      const truncated = fitting.filter((group) => !whole(group));
      for (const { keySpec, tests } of truncated) {
        for (const vector of tests) {
          const code = codeOf(keySpec, vector);
          expect(code).not.toBe(vector.tag);
          expect(code.startsWith(vector.tag)).toBe(vector.result === 'valid');
        }
      }
    });
  },
);

test.skipIf(areMissing)(`the keys of the other ${count(others)} are refused`, () => {
  for (const { keySpec, tests } of others) {
    for (const { key } of tests) {
      const parse = (): unknown => algorithmOf(keySpec).parse(SecretBytes.take(Buffer.from(key, 'hex')));
      expect(parse).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    }
  }
});
