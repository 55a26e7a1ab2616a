// The recipes of the mock.

import type { ServerForm } from '../bindings';
import { text, type Answer } from './finding';

export const recipes: Record<string, Answer> = {
  list_recipes: () => ({
    recipes: [
      {
        id: 'passport',
        name: 'Laravel Passport',
        about: 'A PHP application made with Laravel and its package Passport.',
        docs: 'https://laravel.com/docs/13.x/passport',
        own: false,
        general: true,
        notes: ['Scopes are those that the application defines; many define none.'],
        scopes: [],
        parts: [],
      },
      ...[
        ['doorkeeper', 'Doorkeeper', 'A Ruby on Rails application with the gem Doorkeeper.'],
        [
          'openid',
          'OpenID Connect',
          'Any server that describes itself by OpenID Connect Discovery or RFC 8414.',
        ],
      ].map(([id, name, about]) => ({
        id,
        name,
        about,
        docs: 'https://example.org',
        own: false,
        general: true,
        notes: [],
        scopes: [],
        parts: [],
      })),
      {
        id: 'keycloak',
        name: 'Keycloak',
        about: 'An identity server that organisations run themselves.',
        docs: 'https://www.keycloak.org/documentation',
        own: false,
        general: false,
        notes: ['Type the address with its realm.'],
        scopes: [{ name: 'openid', about: 'Log in and get an ID token.' }],
        parts: [{ name: 'realm', about: 'The name of the realm.', usual: 'master' }],
      },
    ],
    faulty: [
      {
        message: '/home/me/recipes/mine.toml, line 3, column 1: unknown field `nam`.',
        hint: 'Nothing was changed. docs/recipes.md documents the format. Correct the file, or move it out of the folder.',
      },
    ],
    folder: '/home/me/recipes',
  }),
  with_recipe: (_, { form, recipe }) => {
    const given = form as ServerForm;
    const base = given.base_url.replace(/\/$/, '');
    return {
      form: {
        ...given,
        recipe: text(recipe),
        authorize_url: given.authorize_url || `${base}/oauth/authorize`,
        token_url: given.token_url || `${base}/oauth/token`,
      },
      remarks: [],
    };
  },
};
