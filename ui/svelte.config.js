import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: true,
    // The same class names in every compilation of a component (build/first-paint.ts).
    cssHash: ({ hash, css }) => `s-${hash(css)}`,
  },
};
