// SPDX-License-Identifier: Apache-2.0
/** Loads what signs, where there is something to sign; everything else needs no script of ours. */
const { signing } = (document.currentScript as HTMLScriptElement).dataset
if (signing && document.querySelector('form[data-relay], [data-page=key]')) void import(signing)
