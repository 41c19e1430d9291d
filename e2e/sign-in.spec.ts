import { expect, test } from './fixtures';
import { denialOf, fetchEvent, fetchEvents } from './support/api';
import { openLog } from './support/audit-page';
import { ADMIN, fillSignIn, openAccountMenu, signOut } from './support/people';

const WRONG = 'E-mail and password do not match an account.';

test('a wrong password and an unknown account get the same answer, and both are recorded', async ({
  stranger,
  context,
}) => {
  const page = await stranger.newPage();
  for (const email of [ADMIN.email, 'nobody@larkfield.example']) {
    await page.goto('/sign-in');
    await fillSignIn(page, { email, password: 'not the password' });
    await expect(page.getByRole('alert').filter({ hasText: WRONG })).toHaveText(WRONG);
    await expect(page).toHaveURL(/\/sign-in$/);
  }
  await expect
    .poll(async () => {
      const rows = await fetchEvents(context.request, 'module=auth');
      return rows.filter((row) => row.activity === 'login_failed').map((row) => row.actor.name);
    })
    .toEqual(expect.arrayContaining([ADMIN.email, 'nobody@larkfield.example']));
});

test('whoever was sent to sign in goes back to where he wanted to go', async ({ stranger }) => {
  const page = await stranger.newPage();
  await page.goto('/audit-log?status=denied');
  await expect(page).toHaveURL('/sign-in?to=%2Faudit-log%3Fstatus%3Ddenied');
  await fillSignIn(page);
  await expect(page).toHaveURL('/audit-log?status=denied');
});

for (const to of [
  '//evil.example/',
  '/\\evil.example/',
  'https://evil.example/',
  '/\t/evil.example/',
  'javascript:alert(1)',
]) {
  test(`does not lead away: ${JSON.stringify(to)}`, async ({ stranger, baseURL }) => {
    const page = await stranger.newPage();
    await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
    await fillSignIn(page);
    await expect(page).toHaveURL(`${baseURL}/audit-log`);
    await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
    await expect(page).toHaveURL(`${baseURL}/audit-log`);
  });
}

test('a page that is only fetched ahead counts as seen by nobody', async ({ stranger, context }) => {
  const page = await stranger.newPage();
  // Fetched to its end: the move from one page to the next breaks some of these requests off.
  const ahead = page.waitForEvent('requestfinished', (request) => request.url().includes('/audit-log?_rsc='));
  await page.goto('/sign-in?to=%2Fsettings');
  await fillSignIn(page);
  await expect(page).toHaveURL('/settings');
  await ahead;
  const link = page.getByRole('link', { name: 'Audit log' });
  await link.hover();
  const [login] = await fetchEvents(context.request, 'module=auth&status=success&limit=1');
  const views = async () => {
    const rows = await fetchEvents(context.request, 'module=audit&status=success&limit=20');
    const since = rows.filter((row) => row.seq > (login?.seq ?? 0));
    const details = await Promise.all(since.map((row) => fetchEvent(context.request, row.seq)));
    return details.filter(({ envelope }) => envelope.source?.path === '/audit-log').length;
  };
  // Once this refusal is sealed, whatever was recorded before it is sealed too.
  const foreign = { headers: { origin: 'https://evil.example' } };
  const { requestId } = await (await stranger.request.get('/api/audit/events', foreign)).json();
  await expect.poll(() => denialOf(context.request, requestId)).toBeTruthy();
  expect(await views()).toBe(0);
  await link.click();
  await expect.poll(views).toBe(1);
});

test('signing out ends the session in every tab', async ({ ownSession, stranger, browser }) => {
  const copied = await browser.newContext({ storageState: await stranger.storageState() });
  const elsewhere = await copied.newPage();
  await openLog(elsewhere);
  await openLog(ownSession);
  await signOut(ownSession);
  await expect(elsewhere).toHaveURL('/sign-in?to=%2Faudit-log', { timeout: 3000 });
  expect((await copied.request.get('/api/audit/events')).status()).toBe(401);
  await copied.close();
});

test('signing out that fails says so, and the session stays', async ({ ownSession }) => {
  await openLog(ownSession);
  await ownSession.route('**/*', (route) =>
    route.request().headers()['next-action'] ? route.abort() : route.continue(),
  );
  await openAccountMenu(ownSession);
  await ownSession.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(ownSession.getByText('You are still signed in')).toBeVisible();
  expect((await ownSession.context().request.get('/api/audit/events')).status()).toBe(200);
  await ownSession.unroute('**/*');
  await signOut(ownSession);
});

test('a used set-up link is refused', async ({ stranger, installation }) => {
  const page = await stranger.newPage();
  await page.goto(installation.setUpLink);
  await expect(page.getByText('This installation is set up')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Set up and sign in' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});
