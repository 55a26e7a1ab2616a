import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { answering } from '../lib/ipc/mock/testing';
import { fixtures } from '../lib/ipc/mock/fixtures';
import { discovery, server } from '../lib/ipc/mock/things';
import Connect from './Connect.svelte';
import { connecting } from './connecting.svelte';

const bare = { ...server('Photos', 'https://api.example.org', '').form, authorize_url: '' };
const recipe = (id: string, general: boolean) => ({
  ...fixtures.setting_up.recipes.recipes[0],
  id,
  name: id.toUpperCase(),
  about: `About ${id}.`,
  general,
  notes: [],
  scopes: [],
  parts: [],
});

afterEach(() => connecting.forget());

function start(found: boolean, recognised: string | null) {
  const asked = answering({
    discover_server: () => ({ ...discovery(found, structuredClone(bare)), recognised }),
    list_recipes: () => ({
      recipes: [
        recipe('passport', true),
        recipe('keycloak', false),
        recipe('doorkeeper', true),
        recipe('openid', true),
      ],
      faulty: [],
      folder: '',
    }),
    with_recipe: ({ form, recipe }) => ({
      form: {
        ...(form as object),
        recipe,
        authorize_url: recipe ? `https://api.example.org/${String(recipe)}` : '',
      },
      remarks: ['Something was not taken.'],
    }),
  });
  render(Connect);
  return asked;
}

async function look(): Promise<ReturnType<typeof userEvent.setup>> {
  const person = userEvent.setup();
  await person.type(screen.getByTestId('server-url'), 'https://api.example.org');
  await person.click(screen.getByTestId('server-continue'));
  await screen.findByTestId('found');
  return person;
}

it.each(['passport', 'doorkeeper', 'openid'])(
  'offers %s where nothing recognised the server, and takes it back',
  async (kind) => {
    start(false, null);
    const person = await look();
    const authorize = screen.getByTestId<HTMLInputElement>('server-authorize-url');
    const button = await screen.findByTestId(`kind-${kind}`);
    expect(screen.queryByTestId('kind-keycloak')).toBeNull();
    await person.click(button);
    await vi.waitFor(() => expect(authorize.value).toBe(`https://api.example.org/${kind}`));
    expect(button.getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByTestId('kind-about').textContent).toContain(`About ${kind}.`);
    expect(screen.getByTestId('kind-about').textContent).toContain('Something was not taken.');
    await person.click(button);
    await vi.waitFor(() => expect(button.getAttribute('aria-pressed')).toBe('false'));
    expect(screen.queryByTestId('kind-about')).toBeNull();
  },
);

it('opens all recipes where it is none of these', async () => {
  start(false, null);
  const person = await look();
  await person.click(await screen.findByTestId('kind-more'));
  await screen.findByTestId('recipe-choice');
  expect(document.activeElement).toBe(screen.getByTestId('recipe'));
});

it('offers them where the endpoints are typed by hand', async () => {
  const person = userEvent.setup();
  start(false, null);
  await person.type(screen.getByTestId('server-url'), 'https://api.example.org');
  await person.click(screen.getByTestId('server-by-hand'));
  await screen.findByTestId('kind-doorkeeper');
});

it.each([
  [true, null],
  [true, 'Keycloak'],
  [false, 'Mastodon'],
])('asks nothing where the server is known (%s, %s)', async (found, recognised) => {
  start(found, recognised);
  await look();
  expect(screen.queryByTestId('kinds')).toBeNull();
});
