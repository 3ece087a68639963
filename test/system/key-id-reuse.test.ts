import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runNode } from '../run-process.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const program = fileURLToPath(new URL('key-id-reuse-process.mjs', import.meta.url));

describe('requirement 21: the id of a destroyed key', () => {
  test('is refused to a new key, even if chance came up with it again', async () => {
    const { status, stdout, stderr } = await runNode([program], { cwd: folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      waiting: 'Conflict',
      jobs: [{ isOfKey: true, outcome: 'success' }],
      destroyed: 'Conflict',
      described: 'NotFound',
      isOther: true,
    });
  });
});
