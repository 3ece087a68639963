import { expect, test } from 'vitest';
import { namesIn, readDocument } from './documents.ts';

const { text } = readDocument('docs/writing-a-plugin.md');
const folder = 'test/docs/writing-a-plugin/';

interface Fence {
  readonly language: string;
  readonly file: string | undefined;
  readonly code: string;
}

const fences = [...text.matchAll(/^```(\S+)(?: (\S+))?\n([^]*?)^```$/gm)].map(
  ([, language = '', file, code = '']): Fence => ({ language, file, code }),
);

test('every line of TypeScript on the page is that of a file, which is compiled and run as a test', () => {
  const programs = fences.filter(({ language }) => language === 'ts');
  expect(programs.map(({ file = '' }) => file).toSorted()).toEqual(namesIn(folder).toSorted());
  for (const { file, code } of programs) expect(code).toBe(readDocument(`${folder}${file ?? ''}`).text);
});

test('the manifest on the page is JSON and names the versions of this repository', () => {
  const manifests = fences.filter(({ language }) => language === 'json').map(({ code }): unknown => JSON.parse(code));
  const { version } = JSON.parse(readDocument('packages/core/package.json').text) as { readonly version: string };
  expect(manifests).toMatchObject([{ peerDependencies: { '@chatelaine/core': `^${version}` } }]);
});

test('there is no other code on the page', () => {
  expect(fences.filter(({ language }) => language !== 'ts' && language !== 'json')).toEqual([]);
});
