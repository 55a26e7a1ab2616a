import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { answering } from '../lib/ipc/mock/testing';
import { fixtures } from '../lib/ipc/mock/fixtures';
import { server } from '../lib/ipc/mock/things';
import ServerFields from './ServerFields.svelte';

const photos = server('Photos', 'https://api.example.org', '');

const { recipes } = fixtures.setting_up.recipes;
const keycloak = recipes.find(({ id }) => id === 'keycloak');

it('fills in what a chosen recipe knows, tells it, and names a faulty file with its place', async () => {
  const person = userEvent.setup();
  const asked: Record<string, unknown>[] = [];
  answering({
    list_recipes: () => ({
      recipes: [keycloak],
      faulty: [{ message: 'mine.toml, line 3, column 1: unknown field.', hint: 'Mend the file.' }],
      folder: '/recipes',
    }),
    with_recipe: (args) => {
      asked.push(args);
      return {
        form: {
          ...photos.form,
          recipe: 'keycloak',
          token_url: 'https://api.example.org/realms/x/token',
        },
        remarks: ['The userinfo endpoint was left out.'],
      };
    },
  });
  render(ServerFields, { form: structuredClone(photos.form) });
  await person.click(screen.getByTestId('recipe'));
  expect((await screen.findByTestId('recipe-fault')).textContent).toContain('line 3, column 1');
  await person.selectOptions(await screen.findByTestId('recipe-choice'), 'keycloak');
  expect((await screen.findByTestId('recipe-notes')).textContent).toContain('Before version 17');
  expect(screen.getByTestId('recipe-scopes').textContent).toContain('Log in and receive');
  expect(screen.getByTestId('recipe-remark').textContent).toContain('left out');
  expect(screen.getByTestId<HTMLInputElement>('server-token-url').value).toContain('/realms/x/');
  await person.type(screen.getByTestId('recipe-part-realm'), 'photos');
  await person.click(screen.getByTestId('recipe-parts'));
  expect(asked.map(({ recipe, parts }) => [recipe, parts])).toEqual([
    ['keycloak', {}],
    ['keycloak', { realm: 'photos' }],
  ]);
});
