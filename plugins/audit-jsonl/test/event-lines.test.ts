import type { AuditEvent } from '@chatelaine/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventLines } from '../src/event-lines.ts';
import { jsonText } from '../src/json-text.ts';
import { event, events } from './events.ts';

/** Every UTF-16 unit, so lone surrogates, controls, quotes and separators of lines too. */
const anyText = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '\n',
      '\r',
      '\0',
      '\u007f',
      '\u009b',
      '\u2028',
      '\u202e',
      '\ud800',
      'é',
      '😀',
      'a',
    ),
  }),
);

/** A few texts only, so that events repeat some members and differ in others. */
const fewTexts = fc.constantFrom('a', 'b', 'c', '"', 'é');

function anyEvent(text: fc.Arbitrary<string>): fc.Arbitrary<AuditEvent> {
  const made = fc.record(
    { effect: text, kind: text, rule: text },
    { requiredKeys: ['effect', 'kind'], noNullPrototype: true },
  );
  const record = fc.record(
    {
      phase: text,
      sequence: fc.oneof(fc.maxSafeNat(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      time: text,
      process: text,
      operation: text,
      action: text,
      principal: text,
      sourceIp: text,
      asked: text,
      keyId: text,
      destination: fc.record({ asked: text, keyId: text }, { requiredKeys: ['asked'], noNullPrototype: true }),
      decision: made,
      outcome: text,
    },
    {
      requiredKeys: ['phase', 'sequence', 'time', 'process', 'operation', 'action', 'principal'],
      noNullPrototype: true,
    },
  );
  return record as fc.Arbitrary<unknown> as fc.Arbitrary<AuditEvent>;
}

const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const parse = (bytes: Uint8Array): unknown[] =>
  decode(bytes)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
/** What JSON can hold: it has no negative zero. */
const throughJson = (each: AuditEvent): unknown => JSON.parse(JSON.stringify(each));

describe('a line', () => {
  test('is what JSON.parse reads the event from, whatever its texts hold', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(anyText), { minLength: 1 }), (given) => {
        expect(parse(new EventLines().encode(given))).toEqual(given.map(throughJson));
      }),
    );
  });

  test('says what its own event says, whatever events before it had in common with it', () => {
    const lines = new EventLines();
    fc.assert(
      fc.property(fc.array(anyEvent(fewTexts), { minLength: 1, maxLength: 40 }), (given) => {
        expect(parse(lines.encode(given))).toEqual(given.map(throughJson));
      }),
      { numRuns: 500 },
    );
  });

  test('differs when any one member does', () => {
    const lines = new EventLines();
    const one = event(1);
    const changes: Partial<Record<keyof AuditEvent, unknown>>[] = [
      { phase: 'intent' },
      { sequence: 2 },
      { time: '2026-11-24T10:15:30.124Z' },
      { process: 'other' },
      { operation: 'decryptData' },
      { action: 'other' },
      { principal: 'user:bob' },
      { sourceIp: '10.1.2.4' },
      { sourceIp: undefined },
      { asked: 'other' },
      { asked: undefined },
      { keyId: 'other' },
      { keyId: undefined },
      { destination: { asked: 'other', keyId: 'other' } },
      { destination: { asked: 'other' } },
      { decision: undefined },
      { decision: { effect: 'deny', kind: 'explicit', rule: 'payments.yaml#encrypt' } },
      { decision: { effect: 'allow', kind: 'default', rule: 'payments.yaml#encrypt' } },
      { decision: { effect: 'allow', kind: 'explicit' } },
      { outcome: 'AccessDenied' },
      { outcome: undefined },
    ];
    for (const change of changes) {
      const other = { ...one, ...change } as AuditEvent;
      expect(parse(lines.encode([one, other, one]))).toEqual([one, other, one].map(throughJson));
    }
  });

  test('does not change when the event does afterwards', () => {
    const lines = new EventLines();
    const reused = { ...event(1) };
    const first = parse(lines.encode([reused]));
    reused.principal = 'user:bob';
    reused.outcome = 'KeyDisabled';
    expect(parse(lines.encode([reused]))).toEqual([{ ...event(1), principal: 'user:bob', outcome: 'KeyDisabled' }]);
    expect(first).toEqual([event(1)]);
  });

  test('is printable ASCII and one line break', () => {
    fc.assert(
      fc.property(anyEvent(anyText), (given) => {
        expect(decode(new EventLines().encode([given]))).toMatch(/^[ -~]+\n$/);
      }),
    );
  });

  test('has null for a sequence that JSON has no number for', () => {
    expect(decode(new EventLines().encode([event(Number.NaN)]))).toContain('"sequence":null,');
  });
});

test('lines are in order, however many and however long they are', () => {
  const lines = new EventLines();
  const long = event(0, { principal: 'p'.repeat(300_000) });
  for (const count of [0, 1, 15, 16, 17, 1_000, 3_000]) {
    const given = [...events(1, count), long];
    expect(parse(lines.encode(given))).toEqual(given);
  }
});

test('lines are right after more different keys and principals than are remembered', () => {
  const lines = new EventLines();
  const many = Array.from({ length: 10_000 }, (_, index) =>
    event(index, { keyId: `key-${index}`, asked: `alias/${index}`, principal: `user:${index}` }),
  );
  expect(parse(lines.encode(many))).toEqual(many);
  expect(parse(lines.encode(many.toReversed()))).toEqual(many.toReversed());
});

describe('a JSON text', () => {
  test.each([
    ['', '""'],
    ['plain ~ text', '"plain ~ text"'],
    ['"', String.raw`"\""`],
    ['\\', String.raw`"\\"`],
    ['\n', String.raw`"\n"`],
    ['\u0000', String.raw`"\u0000"`],
    ['\u007f', String.raw`"\u007f"`],
    ['é', String.raw`"\u00e9"`],
    ['\u2028', String.raw`"\u2028"`],
    ['😀', String.raw`"\ud83d\ude00"`],
    ['\udc00', String.raw`"\udc00"`],
  ])('of %j is %s', (text, expected) => {
    expect(jsonText(text)).toBe(expected);
  });
});
