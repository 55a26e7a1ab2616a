// The views that the mock shows. The program makes them (src-tauri/api/tests/fixtures), at a time
// of its own that is moved to now.

import made from './fixtures.json';
import { instant, millis } from '../../format';
import type {
  AppView,
  CheckView,
  CommandError,
  DiagnosisView,
  DiscoveryView,
  DraftForm,
  ExchangeView,
  GuideView,
  ImportView,
  IntrospectionView,
  LoginView,
  OtherMethodView,
  PastedRequestView,
  PreviewView,
  ReadingWithForm,
  RecipesView,
  RedirectGuideView,
  RefusalView,
  RegistrationWithForm,
  RequestView,
  RevocationView,
  ServerWithForm,
  TokenDetailView,
  TokenView,
  TranscriptView,
  VerificationView,
} from '../bindings';

interface Fixtures {
  profiles: {
    photos: ServerWithForm;
    described: ServerWithForm;
    social: ServerWithForm;
  };
  setting_up: {
    registration: RegistrationWithForm;
    reading: ReadingWithForm;
    guide: GuideView;
    proposal: GuideView;
    redirects: RedirectGuideView;
    recipes: RecipesView;
    found: DiscoveryView;
    not_found: DiscoveryView;
  };
  tokens: {
    valid: TokenView;
    refreshable: TokenView;
    expired: TokenView;
    login_needed: TokenView;
    lasting: TokenView;
    pasted: TokenView;
    detail: TokenDetailView;
    pasted_detail: TokenDetailView;
    revoked: RevocationView;
    introspected: IntrospectionView;
    works: CheckView;
    verified: VerificationView;
    not_verified: VerificationView;
  };
  logins: {
    login: LoginView;
    device: LoginView;
    refusal: RefusalView;
    other_methods: OtherMethodView[];
  };
  requests: {
    request: RequestView;
    get: DraftForm;
    post: DraftForm;
    answered: ExchangeView;
    refused: ExchangeView;
    failed: ExchangeView;
    diagnosis: DiagnosisView;
    preview: PreviewView;
    pasted: PastedRequestView;
    login: TranscriptView;
  };
  given: { new: AppView; open: AppView; import: ImportView; gone: CommandError };
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const shift = Date.now() - millis(made.now);

const moved = (_: string, value: unknown): unknown =>
  typeof value === 'string' && TIME.test(value) ? instant(millis(value) + shift) : value;

export const fixtures = JSON.parse(JSON.stringify(made), moved) as Fixtures;

/** A copy of its own, with other texts wherever these stand. */
export function copy<T>(of: T, instead: Record<string, string> = {}): T {
  const text = Object.entries(instead).reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    JSON.stringify(of),
  );
  return JSON.parse(text) as T;
}
