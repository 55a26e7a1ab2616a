// Reading addresses that a person may still be typing.

export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** `https://id.example.org/realms/x` → `id.example.org`. */
export function hostOf(text: string): string {
  return parseUrl(text)?.host ?? text;
}
