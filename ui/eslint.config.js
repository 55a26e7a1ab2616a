import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const noTauri = {
  group: ['@tauri-apps/*', '**/bindings'],
  message: 'Only src/lib/ipc talks to Tauri. Import from lib/ipc.',
};

export default ts.config(
  { ignores: ['dist', 'src/lib/ipc/bindings.ts'] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  { languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      // The type checker knows names better.
      'no-undef': 'off',
      eqeqeq: ['error', 'always'],
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-imports': ['error', { patterns: [noTauri] }],
      // Markup from texts is how a server's answer would become part of the program.
      'svelte/no-at-html-tags': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[property.name=/^(inner|outer)HTML$/]',
          message: 'Texts are never turned into markup.',
        },
        {
          selector: "CallExpression[callee.property.name='insertAdjacentHTML']",
          message: 'Texts are never turned into markup.',
        },
      ],
      'svelte/require-each-key': 'error',
      // Most maps here are private bookkeeping that no template reads.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  { files: ['src/lib/ipc/**', 'src/test-env.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['public/**', '*.js', '*.ts'], languageOptions: { globals: globals.node } },
);
