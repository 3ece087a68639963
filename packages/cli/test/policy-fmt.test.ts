import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Workplace } from './command.ts';

const disordered = 'name: x\npolicy: chatelaine/v1\nrules: []\n';
const ordered = 'policy: chatelaine/v1\nname: x\nrules: []\n';
const testsInOrder = `tests: chatelaine/v1
of: [a.policy.yaml]
principals:
  sam: { id: user:sam }
cases:
  - name: nothing
    who: sam
    expect: { kms:cmk:list: deny }
`;

async function placeWith(policy: string): Promise<Workplace> {
  const place = await Workplace.create();
  await mkdir(place.path('rules'));
  await writeFile(place.path('rules/a.policy.yaml'), policy);
  await writeFile(
    place.path('rules/a.test.yaml'),
    testsInOrder.replace(
      'who: sam\n    expect: { kms:cmk:list: deny }',
      'expect: { kms:cmk:list: deny }\n    who: sam',
    ),
  );
  return place;
}

test('policies and tests are written in one form, in place, with the mode that they had', async () => {
  const place = await placeWith(disordered);
  await chmod(place.path('rules/a.policy.yaml'), 0o640);
  const fmt = ['policy', 'fmt', 'rules'];
  const checked = await place.run([...fmt, '--check']);
  expect(checked).toMatchObject({
    status: 1,
    output: 'rules/a.policy.yaml\nrules/a.test.yaml\n2 files, 2 to be formatted.\n',
  });
  expect(await readFile(place.path('rules/a.policy.yaml'), 'utf8')).toBe(disordered);
  expect(await place.run(fmt)).toMatchObject({
    status: 0,
    output: 'rules/a.policy.yaml\nrules/a.test.yaml\n2 files, 2 formatted.\n',
  });
  expect(await readFile(place.path('rules/a.policy.yaml'), 'utf8')).toBe(ordered);
  expect(await readFile(place.path('rules/a.test.yaml'), 'utf8')).toBe(testsInOrder);
  expect((await stat(place.path('rules/a.policy.yaml'))).mode & 0o777).toBe(0o640);
  expect(await place.run([...fmt, '--check'])).toMatchObject({ status: 0, output: '2 files, 0 to be formatted.\n' });
  expect((await readdir(place.path('rules'))).toSorted()).toEqual(['a.policy.yaml', 'a.test.yaml']);
});

test('where one file is invalid none is written', async () => {
  const place = await placeWith(disordered);
  await writeFile(place.path('rules/b.policy.yaml'), 'policy: chatelaine/v1\n');
  expect(await place.run(['policy', 'fmt', 'rules'])).toMatchObject({ status: 3, output: '' });
  expect(await readFile(place.path('rules/a.policy.yaml'), 'utf8')).toBe(disordered);
});
