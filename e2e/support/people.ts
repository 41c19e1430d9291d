import { expect, type Page } from '@playwright/test';

export const ADMIN = {
  installation: 'Larkfield',
  name: 'Liv Haugen',
  email: 'l.haugen@larkfield.example',
  password: 'four quiet words here',
};

export async function fillSetUp(page: Page): Promise<void> {
  await page.getByLabel('Name of this installation').fill(ADMIN.installation);
  await page.getByLabel('Your name').fill(ADMIN.name);
  await page.getByLabel('Your e-mail').fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
}

export async function completeSetUp(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await fillSetUp(page);
  await expect(page).toHaveURL(/\/audit-log$/);
  await expect(page.getByRole('grid', { name: 'Events' })).toBeVisible();
}

export async function fillSignIn(page: Page, { email = ADMIN.email, password = ADMIN.password } = {}): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function signIn(page: Page): Promise<void> {
  await page.goto('/sign-in');
  await fillSignIn(page);
  await expect(page).toHaveURL(/\/audit-log$/);
}

/** Somebody's menu stands at the navigation's foot, on a phone behind “More”. */
export async function openAccountMenu(page: Page): Promise<void> {
  const item = page.getByRole('menuitem', { name: 'Sign out' });
  // A page that has just come may not listen yet.
  await expect(async () => {
    if (!(await item.isVisible())) await page.getByRole('button', { name: ADMIN.name }).click();
    await expect(item).toBeVisible({ timeout: 2000 });
  }).toPass();
}

export async function signOut(page: Page): Promise<void> {
  await openAccountMenu(page);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}
