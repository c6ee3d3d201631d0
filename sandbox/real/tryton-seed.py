"""A small company in a Tryton database whose modules are installed: what an administrator sets up before the first deal.

Arguments: configuration file, database port, directory with the passwords to be given to the users.
"""
import datetime
import pathlib
import sys
from decimal import Decimal

from proteus import Model, Wizard, config


def main(configuration, port, credentials):
    cfg = config.set_trytond(
        f'postgresql://tryton:tryton@127.0.0.1:{port}/tryton_template', user='admin', config_file=configuration)
    currencies = seed_currencies()
    countries()
    company = seed_company(cfg, currencies['EUR'])
    accounts = chart_of_accounts(company)
    fiscal_years(company)
    payment_terms()
    sales_tax = tax(company, accounts, 'VAT 19 %', Decimal('0.19'))
    categories = {
        'goods': category('Goods', accounts, sales_tax),
        'books': category('Books', accounts, tax(company, accounts, 'VAT 7 %', Decimal('0.07'))),
    }
    products = {
        'WIDGET': product('WIDGET', 'Widget', 'goods', '49.90', categories['goods']),
        'GADGET': product('GADGET', 'Gadget', 'goods', '199.00', categories['goods']),
        'TEAPOT': product('TEAPOT', 'Teapot', 'goods', '49.90', categories['goods']),
        'COOKBOOK': product('COOKBOOK', 'Cookbook', 'goods', '20.00', categories['books']),
        'SUPPORT-GOLD': product('SUPPORT-GOLD', 'Gold support', 'service', '1200.00', categories['goods']),
    }
    price_list(company, 'partner', 'unit_price * 0.9')
    stock(company, currencies['EUR'], products)
    orders_decide_what_is_invoiced_and_shipped()
    users(company, pathlib.Path(credentials))


def seed_currencies():
    Currency = Model.get('currency.currency')
    Rate = Model.get('currency.currency.rate')
    made = {}
    for name, symbol, code, number, digits, rate in (
            ('Euro', '€', 'EUR', '978', 2, '1'),
            ('US Dollar', '$', 'USD', '840', 2, '1.25'),
            ('Pound Sterling', '£', 'GBP', '826', 2, '0.80'),
            ('Yen', '¥', 'JPY', '392', 0, '160')):
        currency = Currency(name=name, symbol=symbol, code=code, numeric_code=number, digits=digits,
                            rounding=Decimal(1).scaleb(-digits))
        currency.save()
        Rate(currency=currency, date=datetime.date(2020, 1, 1), rate=Decimal(rate)).save()
        made[code] = currency
    return made


def countries():
    Country = Model.get('country.country')
    for name, code, code3, number in (
            ('Germany', 'DE', 'DEU', '276'), ('France', 'FR', 'FRA', '250'), ('Austria', 'AT', 'AUT', '040'),
            ('United States', 'US', 'USA', '840'), ('United Kingdom', 'GB', 'GBR', '826'),
            ('Japan', 'JP', 'JPN', '392')):
        Country(name=name, code=code, code3=code3, code_numeric=number).save()


def seed_company(cfg, currency):
    party = Model.get('party.party')(name='Entente Sandbox')
    party.save()
    wizard = Wizard('company.company.config')
    wizard.execute('company')
    wizard.form.party = party
    wizard.form.currency = currency
    wizard.execute('add')
    cfg._context = Model.get('res.user').get_preferences(True, {})
    return Model.get('company.company').find([])[0]


def chart_of_accounts(company):
    """The module's own minimal chart."""
    data, = Model.get('ir.model.data').find(
        [('module', '=', 'account'), ('fs_id', '=', 'account_template_root_en')], limit=1)
    wizard = Wizard('account.create_chart')
    wizard.execute('account')
    wizard.form.account_template = Model.get('account.account.template')(data.db_id)
    wizard.form.company = company
    wizard.execute('create_account')
    Account = Model.get('account.account')

    def of_type(kind):
        return Account.find([('type.' + kind, '=', True), ('company', '=', company.id)], limit=1)[0]

    def named(name):
        return Account.find([('name', '=', name), ('company', '=', company.id)], limit=1)[0]

    accounts = {kind: of_type(kind) for kind in ('receivable', 'payable', 'revenue', 'expense')}
    accounts['cash'] = named('Main Cash')
    accounts['tax'] = named('Main Tax')
    wizard.form.account_receivable = accounts['receivable']
    wizard.form.account_payable = accounts['payable']
    wizard.execute('create_properties')
    cash_journal, = Model.get('account.journal').find([('type', '=', 'cash')], limit=1)
    Model.get('account.invoice.payment.method')(
        name='Cash', journal=cash_journal, debit_account=accounts['cash'], credit_account=accounts['cash']).save()
    return accounts


def fiscal_years(company):
    """The years around today: an invoice can be posted into an open period only."""
    Sequence = Model.get('ir.sequence')
    StrictSequence = Model.get('ir.sequence.strict')
    SequenceType = Model.get('ir.sequence.type')
    moves, = SequenceType.find([('name', '=', 'Account Move')], limit=1)
    invoices, = SequenceType.find([('name', '=', 'Invoice')], limit=1)
    this = datetime.date.today().year
    for year in range(this - 1, this + 3):
        fiscal_year = Model.get('account.fiscalyear')(
            name=str(year), company=company,
            start_date=datetime.date(year, 1, 1), end_date=datetime.date(year, 12, 31))
        post = Sequence(name=f'Move {year}', sequence_type=moves, company=company)
        post.save()
        fiscal_year.post_move_sequence = post
        numbers = StrictSequence(
            name=f'Invoice {year}', sequence_type=invoices, company=company, prefix=f'INV-{year}-', padding=5)
        numbers.save()
        row = fiscal_year.invoice_sequences[0]
        row.out_invoice_sequence = row.in_invoice_sequence = numbers
        row.out_credit_note_sequence = row.in_credit_note_sequence = numbers
        fiscal_year.save()
        fiscal_year.click('create_period')


def payment_terms():
    for days in (0, 14, 30, 60):
        term = Model.get('account.invoice.payment_term')(name=f'Net {days}' if days else 'Immediate')
        line = term.lines.new()
        line.type = 'remainder'
        line.relativedeltas.new(days=days)
        term.save()
    halves = Model.get('account.invoice.payment_term')(name='Half now, half after 45 days')
    line = halves.lines.new()
    line.type = 'percent'
    line.ratio = Decimal('0.5')
    line.relativedeltas.new(days=0)
    line = halves.lines.new()
    line.type = 'remainder'
    line.relativedeltas.new(days=45)
    halves.save()


def tax(company, accounts, name, rate):
    made = Model.get('account.tax')(
        name=name, description=name, type='percentage', rate=rate, company=company,
        invoice_account=accounts['tax'], credit_note_account=accounts['tax'])
    made.save()
    return made


def category(name, accounts, sales_tax):
    made = Model.get('product.category')(
        name=name, accounting=True, account_expense=accounts['expense'], account_revenue=accounts['revenue'])
    made.customer_taxes.append(sales_tax)
    made.save()
    return made


def product(code, name, kind, price, accounting):
    unit, = Model.get('product.uom').find([('name', '=', 'Unit')], limit=1)
    template = Model.get('product.template')(
        name=name, code=code, type=kind, default_uom=unit, list_price=Decimal(price), salable=True,
        account_category=accounting)
    template.save()
    variant = template.products[0]
    if kind == 'goods':
        variant.cost_price = Decimal('10')
        variant.save()
    return variant


def price_list(company, name, formula):
    made = Model.get('product.price_list')(name=name, company=company)
    made.lines.new(formula=formula)
    made.save()


def stock(company, currency, products):
    """More than any test sells."""
    Location = Model.get('stock.location')
    supplier, = Location.find([('type', '=', 'supplier')], limit=1)
    storage, = Location.find([('code', '=', 'STO')], limit=1)
    for variant in products.values():
        if variant.type == 'goods':
            move = Model.get('stock.move')(
                product=variant, quantity=1000000, from_location=supplier, to_location=storage, company=company)
            move.unit_price = Decimal('10')
            move.currency = currency
            move.save()
            move.click('do')


def orders_decide_what_is_invoiced_and_shipped():
    settings = Model.get('sale.configuration')(1)
    settings.sale_invoice_method = 'order'
    settings.sale_shipment_method = 'order'
    settings.save()


def users(company, credentials):
    """The integration's user lacks the group that may go over a credit limit: the ERP itself then refuses."""
    user('integration', company, (credentials / 'password').read_text(), (
        'Sales', 'Sales Administrator', 'Account', 'Account Administration', 'Party Administration',
        'Product Administration', 'Stock', 'Stock Administration', 'Stock Force Assignment', 'Currency Administration'))
    user('restricted', company, (credentials / 'restricted-password').read_text(), ())


def user(login, company, password, groups):
    Group = Model.get('res.group')
    made = Model.get('res.user')(name=login.capitalize(), login=login, password=password)
    for name in groups:
        made.groups.append(Group.find([('name', '=', name)], limit=1)[0])
    made.save()
    made.companies.append(Model.get('company.company')(company.id))
    made.company = company
    made.save()


main(*sys.argv[1:])
