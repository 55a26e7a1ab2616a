// Builds the gallery of controls as one file that a browser opens from the disk:
// target/gallery/gallery.html. The product is built without it.

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/** Puts scripts and styles into the page: a browser fetches no modules from the disk. */
function oneFile(): Plugin {
  return {
    name: 'tokenry:one-file',
    generateBundle: {
      // Only then is the code whole.
      order: 'post',
      handler(_, bundle) {
        const take = (name: string) => {
          const file = bundle[name];
          if (!file) throw new Error(`the build has no ${name}`);
          delete bundle[name];
          return file.type === 'chunk' ? file.code : String(file.source);
        };
        const page = bundle['gallery.html'];
        if (page?.type !== 'asset') throw new Error('the build has no page');
        const script = /<script type="module"[^>]*src="\/([^"]+)"[^>]*><\/script>/;
        const style = /<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/;
        const html = String(page.source);
        const code = take(script.exec(html)?.[1] ?? '').replaceAll('</script', '<\\/script');
        page.source = html
          .replace(style, (_, name: string) => `<style>${take(name)}</style>`)
          .replace(script, '')
          .replace('</body>', () => `<script type="module">${code}</script></body>`);
      },
    },
  };
}

export default defineConfig({
  plugins: [svelte(), oneFile()],
  build: {
    outDir: '../target/gallery',
    emptyOutDir: true,
    // Light and dark stand side by side, which older targets cannot do.
    target: 'esnext',
    modulePreload: false,
    rolldownOptions: { input: 'gallery.html', output: { codeSplitting: false } },
  },
});
