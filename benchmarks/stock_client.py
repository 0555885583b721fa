"""boto3 as it comes, for yardsticks: the only place outside ``inventory/dynamodb`` that imports it."""

from typing import TYPE_CHECKING, Any

import boto3

from inventory import InventoryManager

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient as BotoClient

CREDENTIALS: dict[str, Any] = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}


def endpoint(inventory: InventoryManager) -> str:
    """The address that an inventory speaks to."""
    return str(inventory.client._connection.boto.meta.endpoint_url)


def client(url: str, region: str = "us-east-1") -> "BotoClient":
    """A low-level client with boto3's defaults."""
    return boto3.client("dynamodb", endpoint_url=url, region_name=region, **CREDENTIALS)


def table(url: str, name: str, region: str = "us-east-1") -> Any:
    """A Table of boto3's resource interface with its defaults."""
    return boto3.resource("dynamodb", endpoint_url=url, region_name=region, **CREDENTIALS).Table(name)
