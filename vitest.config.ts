import { defineConfig } from 'vitest/config';
import { sourceConditions, testProjects } from './vitest.projects.ts';

export default defineConfig({
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    projects: testProjects('*.test.ts', ['*.long.test.ts']),
    maxWorkers: 2,
    // A deadline for tests that hang, not a measure: real processes, disks and scrypt take their time on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts', 'plugins/*/src/**/*.ts'] },
  },
});
