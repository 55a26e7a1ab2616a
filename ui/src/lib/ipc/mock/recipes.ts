// The recipes of the mock.

import type { ServerForm } from '../bindings';
import { text, type Answer } from './finding';
import { copy, fixtures } from './fixtures';

export const recipes: Record<string, Answer> = {
  list_recipes: () => copy(fixtures.setting_up.recipes),
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
