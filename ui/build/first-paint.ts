// Puts the first screenful into index.html at build time: the styles, and the rail as
// `Rail.svelte` draws it. The web view paints that as soon as it has read this one file, while the
// program's script is still on its way; mounting the window then draws the same again.

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createServer, type Plugin, type Rolldown } from 'vite';

const RAIL = '<!-- rail -->';

export function firstPaint(): Plugin {
  let root: string;
  return {
    name: 'tokenry:first-paint',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      root = config.root;
    },
    async transformIndexHtml(html, { bundle }) {
      if (!html.includes(RAIL)) throw new Error(`index.html has no ${RAIL}`);
      const drawn = await rail(root);
      const whole = html.replace(RAIL, () => drawn);
      return patient(styled(whole, bundle ?? {}));
    },
  };
}

/** What `Rail.svelte` draws before anybody has done anything. */
async function rail(root: string): Promise<string> {
  const server = await createServer({
    root,
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
    plugins: [svelte()],
    server: { middlewareMode: true, watch: null, ws: false },
  });
  try {
    const { render } = await server.ssrLoadModule('svelte/server');
    const { default: Rail } = await server.ssrLoadModule('/src/Rail.svelte');
    // Where the person was last is known only later, and what cannot be used must not be found.
    return render(Rail).body.replace(/ (aria-current|data-testid)="[^"]*"/g, '');
  } finally {
    await server.close();
  }
}

/** The stylesheet goes where its link was, and is no file of its own any more. */
function styled(html: string, bundle: Rolldown.OutputBundle): string {
  return html.replace(/<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/, (_, name: string) => {
    const sheet = bundle[name];
    if (sheet?.type !== 'asset') throw new Error(`the build has no stylesheet ${name}`);
    delete bundle[name];
    return `<style>${String(sheet.source)}</style>`;
  });
}

/** The script is fetched at once and run after the first frame, which it would hold up otherwise.
    A window that nobody sees draws no frames: then it runs all the same. */
function patient(html: string): string {
  const tag = /<script type="module"[^>]*src="([^"]+)"><\/script>/;
  if (!tag.test(html)) throw new Error('index.html has no module to wait for');
  return html.replace(
    tag,
    (_, src: string) => `<link rel="modulepreload" href="${src}">
    <script>
      const run = () => import('${src}');
      requestAnimationFrame(() => setTimeout(run));
      setTimeout(run, 250);
    </script>`,
  );
}
