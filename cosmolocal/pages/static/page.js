// SPDX-License-Identifier: Apache-2.0 AND MIT, see licences.txt
"use strict";(()=>{var{signing:t}=document.currentScript.dataset;t&&document.querySelector("form[data-relay], [data-page=key]")&&import(t);})();
