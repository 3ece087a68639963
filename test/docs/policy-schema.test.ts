import { policySchema, policyTestSchema } from '@chatelaine/policy';
import { expect, test } from 'vitest';

// After a change of the language or of the operation table: npx vitest run --project test docs/policy-schema --update
test.each([
  ['policy.schema.json', policySchema()],
  ['policy-test.schema.json', policyTestSchema()],
])('the published %s is the one of the language and the operation table', async (name, schema) => {
  const text = `${JSON.stringify(schema, undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`../../packages/policy/schema/${name}`);
});
