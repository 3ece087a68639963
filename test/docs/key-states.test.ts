import { type KeyState, keyStates, type OperationDeclaration, operations, type StateRule } from '@chatelaine/core';
import { expect, test } from 'vitest';
import { readDocument, section, tableRows } from './documents.ts';

const { text } = readDocument('docs/key-states.md');
const plain = (cell: string): string => cell.replaceAll('`', '');
const declared: readonly (readonly [string, OperationDeclaration])[] = Object.entries(operations);

const cell = (states: StateRule, state: KeyState): string => (states[state] === 'allowed' ? 'yes' : states[state]);

test('the table of states on the page is the one of core, row by row', () => {
  const [header, ...rows] = tableRows(section(text, 'Operations by state'));
  expect(header).toEqual(['operation', ...keyStates]);
  const expected = declared.flatMap(([name, { states }]) =>
    states === undefined ? [] : [[name, ...keyStates.map((state) => cell(states, state))]],
  );
  expect(rows.map((row) => row.map(plain))).toEqual(expected);
});

test('the page says what every state means', () => {
  const [, ...rows] = tableRows(text.slice(0, text.indexOf('## ')));
  expect(rows.map(([state]) => state)).toEqual([...keyStates]);
});

test('every operation on a key says what it answers in each state', () => {
  const onKeys = declared.filter(([, { resource }]) => ['key', 'ciphertext', 'alias'].includes(resource));
  expect(onKeys.filter(([, { states }]) => states === undefined)).toEqual([]);
});
