import { defineConfig } from 'vitest/config';
import { sourceConditions, testProjects } from './vitest.projects.ts';

export default defineConfig({
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    projects: testProjects('*.test.ts', ['*.long.test.ts']),
    maxWorkers: 2,
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts', 'plugins/*/src/**/*.ts'] },
  },
});
