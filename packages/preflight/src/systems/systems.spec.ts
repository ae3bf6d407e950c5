import { passedResult } from '@flightline/core/testing';
import { box } from '../testing/release-tree';
import { systemOf } from '.';
import { type Answer, answerOf } from './versions';

const CLOUD = 'https://cloud-images.ubuntu.com/jammy/current/jammy-server-cloudimg-amd64.img';

describe('the system of a box', () => {
  it.each<[image: string, system: string | undefined]>([
    ['debian:bullseye', 'Debian 11'],
    ['debian:bookworm', 'Debian 12'],
    ['debian:trixie', 'Debian 13'],
    [
      'https://cloud.debian.org/images/cloud/bookworm/latest/debian-12-generic-amd64.qcow2',
      'Debian 12',
    ],
    [
      'https://cloud-images.ubuntu.com/bionic/current/bionic-server-cloudimg-amd64.img',
      'Ubuntu 18.04',
    ],
    [CLOUD, 'Ubuntu 22.04'],
    [
      'https://cloud-images.ubuntu.com/noble/current/noble-server-cloudimg-amd64.img',
      'Ubuntu 24.04',
    ],
    [
      'https://repo.almalinux.org/almalinux/9/cloud/x86_64/images/AlmaLinux-9-GenericCloud-latest.x86_64.qcow2',
      'AlmaLinux 9',
    ],
    [
      'https://repo.almalinux.org/almalinux/10/cloud/x86_64/images/AlmaLinux-10-GenericCloud-latest.x86_64.qcow2',
      'AlmaLinux 10',
    ],
    [
      'https://download.opensuse.org/distribution/leap/15.6/appliances/openSUSE-Leap-15.6-Minimal-VM.x86_64-Cloud.qcow2',
      'openSUSE Leap 15.6',
    ],
    [
      'https://download.opensuse.org/distribution/leap/16.0/appliances/Leap-16.0-Minimal-VM.x86_64-Cloud.qcow2',
      'openSUSE Leap 16.0',
    ],
    [
      'https://download.fedoraproject.org/pub/fedora/linux/releases/44/Cloud/x86_64/images/Fedora-Cloud-Base-Generic-44-1.7.x86_64.qcow2',
      'Fedora 44',
    ],
    ['vagrant:ubuntu/jammy64@20260101.0.0', 'Ubuntu 22.04'],
    ['vagrant:bento/ubuntu-24.04', 'Ubuntu 24.04'],
    ['vagrant:generic/ubuntu2204', 'Ubuntu 22.04'],
    ['vagrant:generic/debian12', 'Debian 12'],
    ['vagrant:almalinux/9', 'AlmaLinux 9'],
    ['vagrant:opensuse/Leap-15.6.x86_64', 'openSUSE Leap 15.6'],
    ['vagrant:gusztavvargadr/windows-10', 'Windows'],
    ['debian:sid', undefined],
    ['debian:bookworm-backports', undefined],
    ['file:images/own.qcow2', undefined],
    ['vagrant:generic/debian121', undefined],
    ['vagrant:almalinux/90', undefined],
    ['vagrant:darwin-10', undefined],
  ])('by its image: %s', (image, system) => {
    expect(systemOf(box('a', { image })).system?.name).toBe(system);
  });

  it.each<[os: string, system: string]>([
    ['Debian GNU/Linux 12 (bookworm)', 'Debian 12'],
    ['Debian GNU/Linux 13 (trixie)', 'Debian 13'],
    ['Ubuntu 22.04.5 LTS', 'Ubuntu 22.04'],
    ['AlmaLinux 9.4 (Seafoam Ocelot)', 'AlmaLinux 9'],
    ['AlmaLinux 10.0 (Purple Lion)', 'AlmaLinux 10'],
    ['openSUSE Leap 15.6', 'openSUSE Leap 15.6'],
    ['Fedora Linux 44 (Cloud Edition)', 'Fedora 44'],
  ])('by what it said of itself: %s', (os, system) => {
    const own = box('a', { image: 'file:own.qcow2' });
    expect(systemOf(own, { ...passedResult().guest, os }).system?.name).toBe(system);
  });

  it('has the versions that its last run found', () => {
    const own = box('a', { image: CLOUD });
    const facts = { os: 'Ubuntu 22.04.5 LTS', libc: 'glibc 2.35', libstdcxx: '6.0.32' };
    expect(systemOf(own, facts).system).toMatchObject({
      libraries: { glibc: '2.35', glibcxx: 32, zlib: '1.2.9' },
      source: 'result.json of its last run',
    });
  });

  it('is known by a run alone', () => {
    const own = box('a', { image: 'file:own.qcow2' });
    const facts = { os: 'Own Linux 7', libc: 'glibc 2.30', libstdcxx: '6.0.28', arch: 'x86_64' };
    expect(systemOf(own, facts).system).toMatchObject({
      name: 'Own Linux 7',
      libraries: { glibc: '2.30', glibcxx: 28 },
    });
    expect(systemOf(own, { ...facts, arch: 'aarch64' }).system).toBeUndefined();
    expect(systemOf(own, { os: 'Own Linux 7', libc: 'musl' }).system).toBeUndefined();
  });

  it('is another than the image tells when the machine says so', () => {
    expect(systemOf(box('a', { image: CLOUD }), { os: 'Own Linux 7' }).system).toBeUndefined();
  });

  it('comes with where it is known from', () => {
    expect(systemOf(box('a')).system).toMatchObject({
      source: 'packages of Debian',
      asOf: '2026-11-30',
    });
  });
});

describe('Debian 12', () => {
  const own = systemOf(box('a')).system?.libraries;

  it.each<[library: string, version: string | undefined, answer: Answer]>([
    ['libc.so.6', undefined, 'has'],
    ['libc.so.6', 'GLIBC_2.2.5', 'has'],
    ['libc.so.6', 'GLIBC_2.36', 'has'],
    ['libc.so.6', 'GLIBC_2.37', 'lacks'],
    ['libm.so.6', 'GLIBC_2.38', 'lacks'],
    ['libpthread.so.0', 'GLIBC_2.4', 'has'],
    ['libc.so.6', 'GLIBC_ABI_DT_RELR', 'has'],
    ['libc.so.6', 'GLIBC_PRIVATE', 'unknown'],
    ['libc.musl-x86_64.so.1', undefined, 'unknown'],
    ['libstdc++.so.6', 'GLIBCXX_3.4', 'has'],
    ['libstdc++.so.6', 'GLIBCXX_3.4.9', 'has'],
    ['libstdc++.so.6', 'GLIBCXX_3.4.30', 'has'],
    ['libstdc++.so.6', 'GLIBCXX_3.4.31', 'lacks'],
    ['libstdc++.so.6', 'CXXABI_1.3.13', 'has'],
    ['libstdc++.so.6', 'CXXABI_1.3.14', 'lacks'],
    ['libstdc++.so.6', 'CXXABI_FLOAT128', 'has'],
    ['libgcc_s.so.1', 'GCC_3.0', 'has'],
    ['libgcc_s.so.1', 'GCC_12.0.0', 'has'],
    ['libgcc_s.so.1', 'GCC_13.0.0', 'lacks'],
    ['libz.so.1', 'ZLIB_1.2.12', 'has'],
    ['libz.so.1', 'ZLIB_1.3', 'lacks'],
    ['libssl.so.3', undefined, 'unknown'],
    ['libssl.so.3', 'OPENSSL_3.0.0', 'unknown'],
  ])('%s %s: %s', (library, version, answer) => {
    expect(own && answerOf(own, library, version)).toBe(answer);
  });

  it('has no DT_RELR before', () => {
    const old = systemOf(box('a', { image: 'debian:bullseye' })).system?.libraries;
    expect(old && answerOf(old, 'libc.so.6', 'GLIBC_ABI_DT_RELR')).toBe('lacks');
  });
});
