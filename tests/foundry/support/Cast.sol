// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

/// A payee that calls somebody back while it is paid (contracts/mocks/PayeeMock.vy).
interface IPayee {
    function refuse(bool refuses) external;
    function arm(address target, bytes calldata payload) external;
    function attempts() external view returns (uint256);
    function succeeded() external view returns (bool);
}

/// Tokens that come back, take more, or change what everybody holds (contracts/mocks/*TokenMock.vy).
interface IHostileToken is IPayee {
    function set_toll(uint256 toll) external;
    function rebase(uint256 index_bps) external;
}
